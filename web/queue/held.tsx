import { useEffect, useState } from 'preact/hooks';
import { ApiFault, api, wordsOf } from '../api/client.ts';
import { useApi } from '../api/load.ts';
import type { HeldReply } from '../api/types.ts';
import { durationText } from '../format.ts';
import { hear } from '../live/stream.ts';
import { nameOf } from '../review/words.ts';
import { mayDecide } from '../shell/me.ts';
import { EmptyNote, ErrorNote, Skeleton } from '../ui/notes.tsx';
import { say } from '../ui/toasts.tsx';

const TICK_MS = 1_000;

/** Replies that leave soon by themselves, the next one first; each can still be taken back. */
export function HeldList() {
  const { value, fault, reload } = useApi<{ held: HeldReply[] }>('/api/autonomy');
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  useEffect(
    () =>
      hear({
        news: ({ type }) => {
          if (type === 'message.concluded' || type === 'review.opened') reload();
        },
        reset: reload,
      }),
    [],
  );
  if (value === undefined) {
    if (fault === null) return <Skeleton lines={6} />;
    return (
      <ErrorNote title="What leaves soon could not be read" onRetry={reload}>
        <p>{fault}</p>
      </ErrorNote>
    );
  }
  if (value.held.length === 0) {
    return (
      <EmptyNote icon="clock" title="Nothing is on its way">
        <p>
          Where an agent keeps replies back for a while, they stand here until they leave, and can be taken
          back.
        </p>
      </EmptyNote>
    );
  }
  return (
    <ul class="plain-list" aria-label="Leaving soon">
      {value.held.map((reply) => (
        <Held key={reply.message_id} reply={reply} now={now} onDone={reload} />
      ))}
    </ul>
  );
}

function Held({ reply, now, onDone }: { reply: HeldReply; now: number; onDone: () => void }) {
  const { to, subject, body, leaves_at: leaves } = reply;
  return (
    <li class="plain-item">
      <span class="row-line">
        <span class="row-from" dir="auto">
          {to.map(nameOf).join(', ')}
        </span>
        <span class="row-age">
          leaves in {durationText(Math.max(0, Math.ceil((Date.parse(leaves) - now) / 1000)) * 1000)}
        </span>
      </span>
      <span class="row-subject" dir="auto">
        {subject === '' ? '(no subject)' : subject}
      </span>
      <details>
        <summary class="soft">The reply</summary>
        <div class="mail-text" dir="auto">
          {body}
        </div>
      </details>
      {mayDecide.value ? (
        <button class="btn" onClick={() => void takeBack(reply, onDone)}>
          Take it back
        </button>
      ) : null}
    </li>
  );
}

async function takeBack(
  { grant_id: grant, message_id: message }: HeldReply,
  onDone: () => void,
): Promise<void> {
  try {
    await api('POST', `/api/messages/${encodeURIComponent(grant)}/${encodeURIComponent(message)}/undo`);
    say('Taken back. It waits here for a person in a moment.', { tone: 'good' });
  } catch (fault) {
    const isLate = fault instanceof ApiFault && fault.status === 409;
    const words = 'It was too late: this reply is on its way, has left, or was stopped already.';
    say(isLate ? words : wordsOf(fault), { tone: 'bad' });
  }
  onDone();
}
