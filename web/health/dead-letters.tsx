import { useState } from 'preact/hooks';
import { api, wordsOf } from '../api/client.ts';
import { useApi } from '../api/load.ts';
import type { DeadLetterRow, DeadLettersAnswer } from '../api/view-types.ts';
import { countOf } from '../format.ts';
import { isAdmin, mailboxName } from '../shell/me.ts';
import { pathOf } from '../shell/router.ts';
import { Dialog } from '../ui/dialog.tsx';
import { say } from '../ui/toasts.tsx';
import { Ago } from '../ui/time.tsx';
import { stepWords } from '../activity/step-words.ts';

const kinds: Readonly<Record<string, string>> = {
  message: 'A mail',
  verdict: 'A decision of a person',
  outbound: 'A reply of a person in a mail client',
  draft_gone: 'A draft that is gone',
};

type Asked = { letter: DeadLetterRow; what: 'retry' | 'dismiss' };

/** What was given up, with the way to send it round again or to take it off the list. */
export function DeadLetters({ count, changed }: { count: number; changed: () => void }) {
  const letters = useApi<DeadLettersAnswer>(count === 0 ? null : '/api/dead?limit=100');
  const [asked, ask] = useState<Asked | null>(null);
  const close = (done: boolean) => {
    ask(null);
    if (!done) return;
    letters.reload();
    changed();
  };
  const rows = letters.value?.dead_letters ?? [];
  if (count === 0 || rows.length === 0) return null;
  return (
    <section class="part" aria-labelledby="dead-letters">
      <h2 id="dead-letters">Dead letters</h2>
      <ul class="card letters">
        {rows.map((letter) => (
          <Letter key={letter.id} letter={letter} ask={ask} />
        ))}
      </ul>
      {count > rows.length ? (
        <p class="soft">
          The newest {rows.length} of {count}.
        </p>
      ) : null}
      {asked === null ? null : <Asking asked={asked} onClose={close} />}
    </section>
  );
}

function Letter({ letter, ask }: { letter: DeadLetterRow; ask: (asked: Asked) => void }) {
  const { grant_id, message_id, review_id } = letter;
  const what = kinds[letter.kind] ?? 'Something';
  return (
    <li>
      <div class="letter">
        <strong>
          {what} failed at “{stepWords(letter.step)}”
        </strong>
        <span dir="auto">{letter.error}</span>
        <span class="soft">
          {mailboxName(grant_id)} · {countOf(letter.attempts, 'try', 'tries')} · last{' '}
          <Ago at={letter.last_at} />
          {message_id === null ? null : (
            <>
              {' · '}
              <a class="text-link" href={pathOf('activity', grant_id, message_id)}>
                its story
              </a>
            </>
          )}
          {review_id === null ? null : (
            <>
              {' · '}
              <a class="text-link" href={pathOf('reviews', review_id)}>
                review
              </a>
            </>
          )}
        </span>
      </div>
      {isAdmin.value ? (
        <div class="letter-actions">
          <button class="btn" onClick={() => ask({ letter, what: 'retry' })}>
            Try again
          </button>
          <button class="btn btn-quiet" onClick={() => ask({ letter, what: 'dismiss' })}>
            Dismiss
          </button>
        </div>
      ) : null}
    </li>
  );
}

const words = {
  retry: {
    title: 'Send it round again?',
    about: 'It is worked from the start, with all its tries. What was sent is never sent again.',
    button: 'Try again',
    said: 'It goes round again.',
  },
  dismiss: {
    title: 'Take it off the list?',
    about: 'Nothing more is done about it. Who dismissed it is noted.',
    button: 'Dismiss',
    said: 'Taken off the list.',
  },
} as const;

function Asking({ asked, onClose }: { asked: Asked; onClose: (done: boolean) => void }) {
  const [state, setState] = useState<{ busy: boolean; fault: string | null }>({ busy: false, fault: null });
  const { title, about, button, said } = words[asked.what];
  const act = async () => {
    setState({ busy: true, fault: null });
    try {
      await api('POST', `/api/dead/${encodeURIComponent(asked.letter.id)}/${asked.what}`);
      say(said, { tone: 'good' });
      onClose(true);
    } catch (fault) {
      setState({ busy: false, fault: wordsOf(fault) });
    }
  };
  return (
    <Dialog title={title} onClose={() => onClose(false)}>
      <p>{about}</p>
      <p class="soft" dir="auto">
        {asked.letter.error}
      </p>
      {state.fault === null ? null : <p role="alert">{state.fault}</p>}
      <div class="dialog-foot">
        <button class="btn" onClick={() => onClose(false)}>
          Cancel
        </button>
        <button
          class={asked.what === 'retry' ? 'btn btn-primary' : 'btn btn-danger'}
          disabled={state.busy}
          onClick={() => void act()}
        >
          {button}
        </button>
      </div>
    </Dialog>
  );
}
