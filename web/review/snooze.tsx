import { useState } from 'preact/hooks';
import { timeText } from '../format.ts';
import { Dialog } from '../ui/dialog.tsx';
import { nowMs } from '../ui/time.tsx';

const HOUR = 3_600_000;
const MOST_DAYS = 30;

/** Times that are often wanted, in the reader's zone. */
function choices(now: number): { name: string; ms: number }[] {
  const morning = (days: number) => {
    const day = new Date(now);
    day.setDate(day.getDate() + days);
    return day.setHours(9, 0, 0, 0);
  };
  const toMonday = (8 - new Date(now).getDay()) % 7 || 7;
  return [
    { name: 'In an hour', ms: now + HOUR },
    { name: 'In four hours', ms: now + 4 * HOUR },
    { name: 'Tomorrow morning', ms: morning(1) },
    { name: 'Monday morning', ms: morning(toMonday) },
  ];
}

/** Asks until when a review is to stay out of the way. */
export function Snooze({ onChoose, onClose }: { onChoose: (until: string) => void; onClose: () => void }) {
  const [own, setOwn] = useState('');
  const now = nowMs.value;
  const ownMs = Date.parse(own);
  const mayOwn = ownMs > now && ownMs < now + MOST_DAYS * 24 * HOUR;
  const choose = (ms: number) => {
    onClose();
    onChoose(new Date(ms).toISOString());
  };
  return (
    <Dialog title="Snooze until" onClose={onClose}>
      <div class="menu">
        {choices(now).map(({ name, ms }) => (
          <button key={name} class="menu-item" onClick={() => choose(ms)}>
            <span>{name}</span>
            <span class="soft">{timeText(ms, now)}</span>
          </button>
        ))}
      </div>
      <form
        class="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (mayOwn) choose(ownMs);
        }}
      >
        <label>
          <span class="label">Another time, within {MOST_DAYS} days</span>
          <input
            class="field"
            type="datetime-local"
            value={own}
            onInput={(event) => setOwn(event.currentTarget.value)}
          />
        </label>
        <button class="btn" disabled={!mayOwn}>
          Snooze
        </button>
      </form>
    </Dialog>
  );
}
