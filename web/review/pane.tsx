import { useEffect, useRef, useState } from 'preact/hooks';
import { useApi } from '../api/load.ts';
import type { Review, Thread } from '../api/types.ts';
import { opened } from '../queue/opened.ts';
import { openCount } from '../queue/rows.ts';
import { listPath } from '../queue/shown.ts';
import { mailboxName, nameOfPerson } from '../shell/me.ts';
import { useShortcuts } from '../shell/keys.ts';
import { ThreadMails, threadPath } from '../thread/thread.tsx';
import { Icon } from '../ui/icon.tsx';
import { EmptyNote, ErrorNote, Skeleton } from '../ui/notes.tsx';
import { Pill } from '../ui/pill.tsx';
import { Ago } from '../ui/time.tsx';
import { AlikeBar } from './alike-bar.tsx';
import { Bar } from './bar.tsx';
import { Draft } from './draft.tsx';
import { editOf } from './edits.ts';
import { LazyEditor } from './lazy-editor.tsx';
import { Side } from './side.tsx';
import { Why, categoryText } from './why.tsx';
import { isBeingWorked, statusWords } from './words.ts';

/** One review beside the list: read, decide. */
export function ReviewPane({ id }: { id: string }) {
  const state = opened(id);
  switch (state.kind) {
    case 'loading':
      return (
        <div class="review-loading">
          <Skeleton lines={10} />
        </div>
      );
    case 'missing':
      return (
        <EmptyNote icon="inbox" title="This review is no longer there">
          <p>It ended and was forgotten, or it is in a mailbox that you do not see.</p>
          <a class="btn" href={listPath()}>
            To the list
          </a>
        </EmptyNote>
      );
    case 'fault':
      return (
        <ErrorNote title="This review could not be read">
          <p>{state.words}</p>
        </ErrorNote>
      );
    case 'there':
      return <OpenReview review={state.review} />;
  }
}

function OpenReview({ review }: { review: Review }) {
  const { id } = review;
  const [isEditing, setEditing] = useState(() => editOf(id) !== null);
  const article = useRef<HTMLElement>(null);
  const focus = () => article.current?.focus();
  useShortcuts([
    { keys: 'Enter', shown: '↵ O', does: 'Read: go into the review', group: 'Queue', run: focus },
    { keys: 'o', shown: '', does: 'Read: go into the review', group: 'Queue', run: focus },
  ]);
  useEffect(() => {
    const before = document.title;
    document.title = `${review.subject === '' ? '(no subject)' : review.subject} · ${openCount.value} waiting · Inreply`;
    return () => void (document.title = before);
  }, [review.subject, openCount.value]);
  return (
    <article class="review" ref={article} tabIndex={-1} aria-labelledby="review-subject">
      <div class="review-scroll">
        <Head review={review} />
        <div class="review-columns">
          <div class="review-main">
            <State review={review} />
            <Why review={review} />
            <section aria-label="The thread">
              <Conversation review={review} />
            </section>
            <section class="reply" aria-label="The reply">
              <h3 class="heading reply-heading">{isEditing ? 'Your reply' : 'The reply'}</h3>
              {isEditing ? (
                <LazyEditor review={review} onClose={() => setEditing(false)} />
              ) : (
                <Draft review={review} />
              )}
            </section>
          </div>
          <Side review={review} />
        </div>
      </div>
      {isEditing ? null : (
        <>
          <AlikeBar review={review} />
          <Bar review={review} onEdit={() => setEditing(true)} />
        </>
      )}
    </article>
  );
}

function Head({ review }: { review: Review }) {
  const { subject, from, risk, grant_id: grant, created_at: created } = review;
  return (
    <header class="review-head">
      <a class="btn-icon review-back" href={listPath()} aria-label="Back to the list">
        <Icon name="back" />
      </a>
      <div class="review-title">
        <h2 id="review-subject" dir="auto">
          {subject === '' ? '(no subject)' : subject}
        </h2>
        <p class="review-meta">
          <bdi class="review-from">{from.map((one) => one.name || one.email).join(', ')}</bdi>
          <span>
            to {mailboxName(grant)} · <Ago at={created} />
          </span>
        </p>
      </div>
      <div class="review-pills">
        {risk === 'normal' ? null : <Pill tone={risk === 'high' ? 'bad' : 'good'}>{risk} risk</Pill>}
        <Pill>{categoryText(review)}</Pill>
      </div>
    </header>
  );
}

/** What to know before anything else: it is decided already, being written anew, or half approved. */
function State({ review }: { review: Review }) {
  const {
    status,
    verdict,
    closed_because: because,
    approvals,
    approvals_needed: needed,
    snoozed_until: until,
  } = review;
  if (status !== 'open') {
    return (
      <p class="state">
        <strong>{statusWords[status]}</strong> <Ago at={review.updated_at} />.{' '}
        {because === null ? null : <span dir="auto">{because.detail}</span>}
        {verdict?.kind === 'reject' && verdict.reason !== '' ? <q dir="auto">{verdict.reason}</q> : null}
      </p>
    );
  }
  if (isBeingWorked(review)) {
    return (
      <p class="state state-busy">
        {verdict?.kind === 'revise' ? (
          <>
            <strong>A new draft is being written:</strong> <q dir="auto">{verdict.instruction}</q>
          </>
        ) : (
          <strong>Decided; on its way.</strong>
        )}
      </p>
    );
  }
  if (approvals.length > 0) {
    return (
      <p class="state">
        <strong>
          {approvals.length} of {needed} approvals
        </strong>{' '}
        by {approvals.map(({ by }) => nameOfPerson(by)).join(', ')}; it needs somebody else.
      </p>
    );
  }
  if (until !== null && Date.parse(until) > Date.now()) {
    return (
      <p class="state">
        <strong>Snoozed:</strong> it comes back <Ago at={until} />.
      </p>
    );
  }
  return null;
}

function Conversation({ review }: { review: Review }) {
  const { grant_id: grant, thread_id: thread, message_id: message, covers, question } = review;
  const { value, fault, reload } = useApi<Thread>(threadPath(grant, thread));
  if (value !== undefined) return <ThreadMails thread={value} openIds={[message, ...covers]} />;
  return (
    <div class="mails">
      <div class="mail">
        <div class="mail-body">
          <div class="mail-text" dir="auto">
            {question}
          </div>
          {fault === null ? null : (
            <p class="soft">
              Only what they wrote last is shown: {fault}{' '}
              <button class="text-link" onClick={reload}>
                Read the thread again
              </button>
            </p>
          )}
        </div>
      </div>
    </div>
  );
}
