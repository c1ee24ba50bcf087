import type { ComponentType } from 'preact';
import { useState } from 'preact/hooks';
import type { Review, ReviewRow } from '../api/types.ts';
import { shown } from '../queue/shown.ts';
import { mayDecide } from '../shell/me.ts';
import { say } from '../ui/toasts.tsx';
import { Icon } from '../ui/icon.tsx';

export type AlikeProps = { review: Review; rows: readonly ReviewRow[]; onClose: () => void };

/** Offers to approve at once what is alike to this review, among the rows that are shown. */
export function AlikeBar({ review }: { review: Review }) {
  const [dialog, setDialog] = useState<{ is: ComponentType<AlikeProps> } | null>(null);
  const rows = shown.value.filter(({ alike }) => alike !== null && alike === review.alike);
  if (rows.length < 2 || !mayDecide.value) return null;
  const open = () => {
    import('./alike.tsx').then(
      ({ AlikeDialog }) => setDialog({ is: AlikeDialog }),
      () => say('The list could not be loaded. Load the page again.', { tone: 'bad' }),
    );
  };
  return (
    <div class="alike-bar">
      <span>
        <strong>{rows.length} replies are alike.</strong> They say the same to different people.
      </span>
      <button class="btn" onClick={open}>
        <Icon name="check" size={16} /> Approve these {rows.length} together
      </button>
      {dialog === null ? null : <dialog.is review={review} rows={rows} onClose={() => setDialog(null)} />}
    </div>
  );
}
