import type { MessageRecord } from '#domain/ledger.ts';
import type { Review } from '#domain/review.ts';
import { isEnded } from '#store/ledger-record.ts';
import { BY_HAND, type FakeNylas } from './fake-nylas.ts';
import type { Told } from './happen.ts';

/** How a story ended. */
export type Ending = {
  told: Told;
  nylas: FakeNylas;
  records: MessageRecord[];
  reviews: Review[];
  /** What is left in the inboxes. */
  left: string[];
};

/** Every promise that a story broke, in words; none is how it should be. */
export function brokenPromises(ending: Ending): string[] {
  return [
    ...withoutEnd(ending),
    ...twice(ending),
    ...overAPerson(ending),
    ...oldAnswered(ending),
    ...overAnEdit(ending),
    ...lost(ending),
    ...verdictsUndone(ending),
    ...strayDrafts(ending),
    ...outOfOrder(ending),
    ...afterAnUndo(ending),
  ];
}

/** The message that a mail or a draft is for, by the mark that stands in it. */
const slotOf = (mail: { body: { metadata: Record<string, string> } }) => mail.body.metadata['key2'] ?? '';
const codesOf = (record: MessageRecord) => record.account?.reasons.map(({ code }) => code) ?? [];

function withoutEnd({ told, records, left }: Ending): string[] {
  const known = new Set(records.map(({ messageId }) => messageId));
  return [
    ...told.mails.filter(({ id }) => !known.has(id)).map(({ id }) => `${id} is unknown`),
    ...records
      .filter(({ state }) => !isEnded(state))
      .map(({ messageId, state }) => `${messageId} is ${state}`),
    ...left.map((item) => `${item} waits`),
  ];
}

/** We send one mail for a message, and a second only when a person says so who was told of the doubt. */
function twice({ told, nylas }: Ending): string[] {
  const ours = nylas.mails.filter(({ key }) => key !== BY_HAND);
  return [...Map.groupBy(ours, slotOf)]
    .filter(([slot, mails]) => mails.length > (told.sentInDoubt.has(slot) ? 2 : 1))
    .map(([slot, mails]) => `${mails.length} mails left for ${slot}`);
}

/** An approved text goes out only when no person has answered before. */
function overAPerson({ told, nylas }: Ending): string[] {
  return nylas.mails
    .filter((mail) => told.answeredBefore.has(slotOf(mail)))
    .filter((mail) => mail.body.body.includes(`Edited for ${slotOf(mail)}.`))
    .map((mail) => `${slotOf(mail)} was answered by a person before`);
}

/** What a person wrote into the draft is not passed over: who approves another text is asked again. */
function overAnEdit({ told, nylas, reviews }: Ending): string[] {
  return reviews
    .filter(({ messageId }) => told.editUnseen.has(messageId))
    .filter(({ reasons }) => !reasons.some(({ code }) => code === 'draft_edited'))
    .filter(({ messageId }) => nylas.mails.some(({ body }) => body.body.includes(`Edited for ${messageId}.`)))
    .map(({ messageId }) => `${messageId} was edited by hand and another text was sent`);
}

/** What a person took back, or answered while it was held, leaves only when a person approves it. */
function afterAnUndo({ told, nylas }: Ending): string[] {
  const slots = nylas.mails.filter(({ key }) => key !== BY_HAND).map(slotOf);
  const unasked = slots.filter((slot) => told.verdicts.get(slot) !== 'approve');
  return [
    ...unasked.filter((slot) => told.undone.has(slot)).map((slot) => `${slot} was taken back and left`),
    ...unasked
      .filter((slot) => told.answeredWhileHeld.has(slot))
      .map((slot) => `${slot} was answered by a person while it was held, and left`),
  ];
}

/** Mail found too late is answered only by a person's leave; handing it on to a colleague is no answer. */
function oldAnswered({ told, nylas }: Ending): string[] {
  const old = told.mails.filter((mail) => mail.old && told.verdicts.get(mail.id) !== 'approve');
  const answers = nylas.mails.filter(
    ({ key, body }) => key !== BY_HAND && body.metadata['kind'] !== 'escalation',
  );
  return old
    .filter(({ id }) => answers.some((mail) => slotOf(mail) === id))
    .map(({ id }) => `${id} is old and was answered without leave`);
}

const WITHOUT_REPLY = [
  'already_answered',
  'category_skip',
  'no_reply_needed',
  'answered_by_person',
  'draft_removed',
  'rejected_by_person',
];

/** A message without a mail of its own has a reason for it; one that is covered is covered by something that stands. */
function lost(ending: Ending): string[] {
  const { told, nylas, records, reviews } = ending;
  const covers = new Set([
    ...reviews.flatMap((review) => review.covers),
    ...records.flatMap(({ outgoing }) => outgoing?.covers ?? []),
  ]);
  const isKept = (record: MessageRecord): boolean => {
    const { messageId, state } = record;
    const codes = codesOf(record);
    if (state === 'sent' || state === 'escalated')
      return nylas.mails.some((mail) => slotOf(mail) === messageId);
    if (state === 'review' || state === 'doubt') {
      return reviews.some((review) => review.messageId === messageId && review.status === 'open');
    }
    if (state === 'dead') return false;
    if (codes.includes('draft_removed') && !told.draftsByHand.has(messageId)) return false;
    // covered by a reply that was kept back since a person answered both
    const newer = records.find((one) => one.messageId === newerIn(record));
    if (newer && codesOf(newer).includes('already_answered')) return true;
    return (
      covers.has(messageId) || codes.some((code) => WITHOUT_REPLY.includes(code) || code.startsWith('auto'))
    );
  };
  return records
    .filter((record) => !isKept(record))
    .map((record) => `${record.messageId} is lost: ${record.state} ${codesOf(record).join(' ')}`);
}

/** The newer message that a covered one names. */
const newerIn = (record: MessageRecord) =>
  /newer message (\S+)$/.exec(record.account?.reasons.at(-1)?.detail ?? '')?.[1];

const TOLD_WHY = ['verdict_failed', 'send_refused', 'send_doubt', 'newer_mail_first', 'draft_edited'];

/** Every accepted verdict was carried out, or the person was told why not. */
function verdictsUndone({ told, reviews }: Ending): string[] {
  const isDone = ({ messageId, status, reasons, verdict }: Review): boolean => {
    if (status === 'approved') return false;
    if (reasons.some(({ code }) => TOLD_WHY.includes(code))) return true;
    switch (told.verdicts.get(messageId)) {
      case 'approve':
        return status === 'sent' || status === 'closed';
      case 'reject':
        return status === 'rejected';
      case 'revise':
        return verdict === null || status !== 'open';
      case undefined:
        return true;
    }
  };
  return reviews
    .filter((review) => !isDone(review))
    .map(({ messageId, status }) => `${told.verdicts.get(messageId)} of ${messageId} left it ${status}`);
}

/** Each draft in the mailbox is for an open review, whose end deletes it, and there is one of it; unless a person wrote into it. */
function strayDrafts({ told, nylas, reviews }: Ending): string[] {
  const open = new Set(reviews.filter(({ status }) => status === 'open').map(({ messageId }) => messageId));
  const ours = nylas.drafts.filter(({ id }) => !told.edited.has(id));
  return [...Map.groupBy(ours, slotOf)]
    .filter(([slot, drafts]) => (drafts.length > 1 && !told.draftsMayBeLeft) || !open.has(slot))
    .map(([slot, drafts]) => `${drafts.length} drafts for ${slot} are left`);
}

/** Replies that no person decided leave in the order of their messages, for each sender of a thread. */
function outOfOrder({ told, nylas, records }: Ending): string[] {
  const byItself = new Set(
    records.filter(({ reviewId }) => reviewId === null).map(({ messageId }) => messageId),
  );
  const mails = told.mails.filter(({ id, named, late }) => named && !late && byItself.has(id));
  return [...Map.groupBy(mails, ({ threadId, sender }) => `${threadId} ${sender}`).values()].flatMap(
    (group) => {
      const ids = group.map(({ id }) => id);
      const left = nylas.mails.map(slotOf).filter((slot) => ids.includes(slot));
      const wanted = ids.filter((id) => left.includes(id));
      return left.join(' ') === wanted.join(' ') ? [] : [`left in the order ${left.join(' ')}`];
    },
  );
}
