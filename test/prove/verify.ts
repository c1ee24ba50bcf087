import { createHash } from 'node:crypto';
import { isMachine } from './mails.ts';
import type { Outcome, Review } from './peers.ts';
import type { Received, Sent, Truth } from './truth.ts';

/** What must not happen, each with a count that has to be 0. */
export const zeros = [
  'second mails',
  'lost',
  'reordered',
  'unanswered',
  'machines answered',
  'stray mails',
  'drafts astray',
] as const;
export type Zero = (typeof zeros)[number];

/** One breach: which zero, the message (or mail, or draft) it is about, and what was seen. */
export type Breach = { zero: Zero; grant: string; id: string; what: string };

const ended = new Set(['sent', 'review', 'skipped', 'escalated', 'dead', 'doubt']);

/** Every breach of the promises that can be seen from outside; none is how it should be. */
export function verify(truth: Truth): Breach[] {
  const replies = answersByMessage(truth);
  return [
    ...secondMails(truth, replies),
    ...lost(truth),
    ...reordered(truth, replies),
    ...unanswered(truth, replies),
    ...machinesAnswered(truth, replies),
    ...strayMails(truth, replies),
    ...draftsAstray(truth),
  ];
}

/** The mails of ours that answer a message: that name it in In-Reply-To or in their mark, or say that they cover it. */
function answersByMessage({ received, sent }: Truth): Map<string, Sent[]> {
  const answers = new Map<string, Sent[]>();
  const byHeader = new Map(received.map((one) => [`${one.grant} ${one.headerId}`, one]));
  const byShort = new Map(received.map((one) => [`${one.grant} ${shortIdOf(one.id)}`, one]));
  for (const mail of sent) {
    const found = new Set([
      byHeader.get(`${mail.grant} ${mail.inReplyTo}`)?.id,
      mail.metadata['key2'],
      ...coversOf(mail).map((short) => byShort.get(`${mail.grant} ${short}`)?.id),
    ]);
    for (const id of found) if (id !== undefined) answers.set(id, [...(answers.get(id) ?? []), mail]);
  }
  return answers;
}

/** How a covered message is named in a mail's metadata, whose values are short. */
export const shortIdOf = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 10);

const coversOf = (mail: Sent): string[] => (mail.metadata['covers'] ?? '').split(',').filter(Boolean);
const breach = (zero: Zero, one: { grant: string; id: string }, what: string): Breach => ({
  zero,
  grant: one.grant,
  id: one.id,
  what,
});

function secondMails({ received }: Truth, replies: Map<string, Sent[]>): Breach[] {
  return received.flatMap((one) => {
    const mails = replies.get(one.id) ?? [];
    return mails.length > 1
      ? [breach('second mails', one, `${mails.length} mails: ${mails.map(({ id }) => id).join(', ')}`)]
      : [];
  });
}

function lost({ received, outcomes }: Truth): Breach[] {
  return received.flatMap((one) => {
    const state = outcomes.get(one.id)?.state;
    if (state === undefined) return [breach('lost', one, 'never seen')];
    return ended.has(state) ? [] : [breach('lost', one, `still ${state}`)];
  });
}

/** In each thread replies leave in the order of the mails they answer, and mails are concluded in that order too. */
function reordered({ received, outcomes, reviews }: Truth, replies: Map<string, Sent[]>): Breach[] {
  const threads = Map.groupBy(received, ({ grant, threadId }) => `${grant} ${threadId}`);
  return [...threads.values()].flatMap((thread) => {
    const inOrder = thread.toSorted((a, b) => a.order - b.order);
    return [...repliesOutOfOrder(inOrder, replies), ...endsOutOfOrder(inOrder, outcomes, reviews)];
  });
}

function repliesOutOfOrder(thread: readonly Received[], replies: Map<string, Sent[]>): Breach[] {
  let latest: Sent | undefined;
  const found: Breach[] = [];
  for (const one of thread) {
    const own = (replies.get(one.id) ?? []).find((mail) => isReplyTo(mail, one));
    if (!own) continue;
    if (latest && own.order < latest.order) {
      found.push(
        breach('reordered', one, `answered by ${own.id}, before ${latest.id} answered an earlier mail`),
      );
    } else latest = own;
  }
  return found;
}

const isEscalation = (mail: Sent): boolean => mail.metadata['kind'] === 'escalation';
const isReplyTo = (mail: Sent, one: Received): boolean =>
  !isEscalation(mail) && (mail.inReplyTo === one.headerId || mail.metadata['key2'] === one.id);

function endsOutOfOrder(
  thread: readonly Received[],
  outcomes: ReadonlyMap<string, Outcome>,
  reviews: ReadonlyMap<string, Review>,
): Breach[] {
  let latest = { at: 0, id: '' };
  const found: Breach[] = [];
  for (const one of thread) {
    const at = endOf(outcomes.get(one.id), reviews);
    if (at === undefined) continue;
    if (at < latest.at) {
      const ms = latest.at - at;
      found.push(breach('reordered', one, `concluded ${ms} ms before the earlier ${latest.id}`));
    } else latest = { at, id: one.id };
  }
  return found;
}

/**
 * When a message was answered, parked or handed over. One that another covers has no time of its own, and one that gets
 * no answer may be put aside before an earlier one of its burst is answered.
 */
function endOf(outcome: Outcome | undefined, reviews: ReadonlyMap<string, Review>): number | undefined {
  if (!outcome) return undefined;
  const review = reviews.get(outcome.review_id ?? '');
  if (review) return Date.parse(review.created_at);
  if (outcome.state === 'skipped') return undefined;
  const ends = outcome.steps.map((step) => Date.parse(step.at) + step.ms);
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/** Mail of a person who wants something has a mail of ours, an open review, or a newer mail that has one for both. */
function unanswered({ received, outcomes, reviews }: Truth, replies: Map<string, Sent[]>): Breach[] {
  const open = [...reviews.values()].filter(({ status }) => status === 'open');
  // what a person rejected has got its answer from them
  const rejected = [...reviews.values()].filter(({ status }) => status === 'rejected');
  const inReview = new Set([...open, ...rejected].flatMap((review) => [review.message_id, ...review.covers]));
  const isHandled = (id: string, seen: ReadonlySet<string> = new Set()): boolean => {
    if ((replies.get(id) ?? []).length > 0 || inReview.has(id)) return true;
    const newer = newerOf(outcomes.get(id));
    return newer !== undefined && !seen.has(newer) && isHandled(newer, new Set([...seen, newer]));
  };
  return received
    .filter(({ kind, id }) => !isMachine(kind) && kind !== 'thanks' && !isHandled(id))
    .map((one) => {
      const { state = 'unknown', reasons = [] } = outcomes.get(one.id) ?? {};
      return breach(
        'unanswered',
        one,
        `a ${one.kind}: ${state} ${reasons.map(({ code }) => code).join(' ')}`,
      );
    });
}

/** The newer message that a covered one names in its reason. */
function newerOf(outcome: Outcome | undefined): string | undefined {
  const reason = outcome?.reasons.find(({ code }) => code === 'answered_together');
  return reason?.detail.split(' ').at(-1);
}

function machinesAnswered({ received, sent }: Truth, replies: Map<string, Sent[]>): Breach[] {
  const recipients = new Set(sent.flatMap(({ grant, to }) => to.map((email) => `${grant} ${email}`)));
  return received
    .filter(({ kind }) => isMachine(kind))
    .filter(({ grant, id, from }) => (replies.get(id) ?? []).length > 0 || recipients.has(`${grant} ${from}`))
    .map((one) => breach('machines answered', one, `a ${one.kind} of ${one.from}`));
}

/** Mails of ours that answer nothing that came in. */
function strayMails({ sent }: Truth, replies: Map<string, Sent[]>): Breach[] {
  const answering = new Set([...replies.values()].flat().map(({ id }) => id));
  return sent
    .filter(({ id }) => !answering.has(id))
    .map((mail) => breach('stray mails', mail, `to ${mail.to.join(', ')}`));
}

/** Reasons of reviews that stand without a draft: Nylas took none, or a send was tried first and a draft could double it. */
const withoutDraft = new Set(['draft_not_created', 'send_failed', 'send_refused', 'send_doubt']);

/** Each open review with a text has its draft in the mailbox, and each draft its open review. */
function draftsAstray({ drafts, reviews, received }: Truth): Breach[] {
  const present = new Set(drafts.map(({ id }) => id));
  const open = [...reviews.values()].filter(({ status }) => status === 'open');
  const wanted = new Set(open.map(({ draft_id: id }) => id));
  const grantOf = new Map(received.map(({ id, grant }) => [id, grant]));
  return [
    ...open
      .filter(({ draft_id: id }) => id === null || !present.has(id))
      .filter(({ draft_id: id, body, reasons }) => {
        return id !== null || (body.trim() !== '' && !reasons.some(({ code }) => withoutDraft.has(code)));
      })
      .map(({ message_id: id, draft_id: draft }) =>
        breach(
          'drafts astray',
          { id, grant: grantOf.get(id) ?? '' },
          `the review's draft ${draft} is not there`,
        ),
      ),
    ...drafts
      .filter(({ id }) => !wanted.has(id))
      .map((draft) => breach('drafts astray', draft, `no open review has it; for ${draft.metadata['key2']}`)),
  ];
}
