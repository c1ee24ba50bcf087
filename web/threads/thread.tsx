import { useApi } from '../api/load.ts';
import type { Thread, ThreadMessage } from '../api/types.ts';
import { bareSubject, countOf } from '../format.ts';
import { useRefresh } from '../live/refresh.ts';
import { mailboxName } from '../shell/me.ts';
import { pathOf } from '../shell/router.ts';
import { ThreadMails, threadPath } from '../thread/thread.tsx';
import { ErrorNote, Skeleton } from '../ui/notes.tsx';
import { Outcome } from '../ui/outcome.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { useBack } from '../ui/row-keys.ts';

const KINDS = ['message.concluded', 'review.opened', 'review.decided'] as const;

/** A whole conversation as it stands in the mailbox, with what became of each mail. */
export function OneThread({ grant, thread }: { grant: string; thread: string }) {
  const { value, fault, status, reload } = useApi<Thread>(threadPath(grant, thread));
  useRefresh(KINDS, reload);
  const back = useBack('/threads');
  if (value === undefined && fault === null) {
    return (
      <div class="page">
        <Skeleton lines={12} />
      </div>
    );
  }
  if (value === undefined) {
    const isGone = status === 404;
    return (
      <div class="page">
        <PageHead title="Thread" back={{ href: back, words: 'Threads' }} />
        <ErrorNote
          title={isGone ? 'There is no such thread' : 'The thread cannot be read'}
          {...(isGone ? {} : { onRetry: reload })}
        >
          <p>{fault}</p>
        </ErrorNote>
      </div>
    );
  }
  return (
    <div class="page">
      <PageHead
        title={bareSubject(value.subject)}
        back={{ href: back, words: 'Threads' }}
        about={`${countOf(value.messages.length, 'message')} in ${mailboxName(grant)}`}
      />
      <section class="thread-mails" aria-label="Messages">
        <ThreadMails thread={value} about={(mail) => <Fate grant={grant} mail={mail} />} />
      </section>
    </div>
  );
}

/** What became of a mail that came in, with the ways to its story and its review. */
function Fate({ grant, mail }: { grant: string; mail: ThreadMessage }) {
  // What we sent has no fate of its own.
  if (mail.state === null || mail.direction === 'out') return null;
  return (
    <span class="fate">
      <a href={pathOf('activity', grant, mail.id)} title="Its story, step by step">
        <Outcome state={mail.state} />
      </a>
      {mail.review_id === null ? null : (
        <a class="text-link" href={pathOf('reviews', mail.review_id)}>
          Review
        </a>
      )}
    </span>
  );
}
