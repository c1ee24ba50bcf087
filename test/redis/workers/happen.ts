import { TransientError } from '#errors.ts';
import { setLevel } from '#workers/levels.ts';
import { sweepDrafts } from '#workers/draft-sweep.ts';
import { aClassification, anAgent, anArrival, aSentMail, grantId } from '../../helpers/builders.ts';
import { BY_HAND } from './fake-nylas.ts';
import { endings } from './send-endings.ts';
import type { Stage } from './stage.ts';
import type { Event, Happening, Life } from './story.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What happened that the end is judged by. */
export type Told = {
  mails: { id: string; threadId: string; sender: string; named: boolean; late: boolean; old: boolean }[];
  /** Messages that a person approved although they were told that the mail may have gone out. */
  sentInDoubt: Set<string>;
  /** The last verdict that was accepted for a message's review. */
  verdicts: Map<string, 'approve' | 'reject' | 'revise'>;
  /** Messages whose draft a person sent or removed. */
  draftsByHand: Set<string>;
  /** Messages that a person had answered in a mail client before their reply was approved. */
  answeredBefore: Set<string>;
  /** Drafts that a person wrote into. */
  edited: Set<string>;
  /** Messages whose reply a person approved while the draft said something else, of which the review did not tell. */
  editUnseen: Set<string>;
  /** Messages whose held reply a person took back. */
  undone: Set<string>;
  /** Messages that a person answered in a mail client while their reply was held. */
  answeredWhileHeld: Set<string>;
  /** Two lives at once may leave one draft too many; a cut life may leave one behind. */
  draftsMayBeLeft: boolean;
};

/** `delayed`: replies are held for a while before they leave. */
export function prepare(stage: Stage, { delayed }: { delayed: boolean }): Told {
  const limits = { per_thread: 100, per_sender_per_day: 100 };
  stage.agent = anAgent({ limits, ...(delayed && { autonomy: { start: 'delayed', delay_seconds: 60 } }) });
  stage.model.byWord = {
    orderword: aClassification(),
    refundword: aClassification({ category: 'refund' }),
    gratitude: aClassification({ category: 'thanks', needs_reply: false }),
    attorneyword: aClassification({ category: 'legal' }),
  };
  return {
    mails: [],
    sentInDoubt: new Set(),
    verdicts: new Map(),
    draftsByHand: new Set(),
    answeredBefore: new Set(),
    edited: new Set(),
    editUnseen: new Set(),
    undone: new Set(),
    answeredWhileHeld: new Set(),
    draftsMayBeLeft: false,
  };
}

export const threadsOf = (told: Told): string[] => [
  ...told.mails.filter(({ named }) => !named).map(({ id }) => `?${id}`),
  't0',
  't1',
];

/** Makes one thing happen. */
export async function happen(stage: Stage, told: Told, it: Happening): Promise<void> {
  switch (it.kind) {
    case 'mail':
      return receive(stage, told, it);
    case 'redelivery': {
      const mail = told.mails[it.which % Math.max(1, told.mails.length)];
      if (mail) await deliver(stage, mail);
      return;
    }
    case 'life': {
      for (const threadId of threadsOf(told)) {
        if (threadId.startsWith('?') || threadId === `t${it.thread}`) await live(stage, told, threadId, it);
      }
      return;
    }
    case 'send ends':
      return stage.nylas.sendEndsIn(...endings[it.outcome]);
    case 'fault':
      if (it.of === 'model') stage.model.faults.push(new TransientError('503'));
      else stage.nylas.fail(it.of, new TransientError('503'));
      return;
    case 'lag':
      stage.nylas.lagMs = it.ms;
      return;
    case 'time':
      return stage.advance(it.ms);
    case 'verdict':
      return decide(stage, told, it);
    case 'undo': {
      const held = await stage.held();
      const messageId = held[it.which % Math.max(1, held.length)];
      if (messageId === undefined) return;
      if ((await stage.takeBack(messageId)).kind === 'taken_back') told.undone.add(messageId);
      return;
    }
    case 'level': {
      const to = { grantId, category: 'order_status', level: it.level, by: 'a person', why: 'tried' };
      await setLevel(stage.deps, [stage.agent], to);
      return;
    }
    case 'own webhook': {
      const mail = stage.nylas.mails[it.which % Math.max(1, stage.nylas.mails.length)];
      const message = stage.nylas.messages.find(({ id }) => id === mail?.id);
      const { kind, key2 } = message?.metadata ?? {};
      if (message) await stage.leave(message, kind === 'escalation' ? undefined : key2);
      return;
    }
    case 'answer by hand': {
      const id = `by-hand-${stage.nylas.messages.length}`;
      const message = aSentMail({ id, threadId: `t${it.thread}`, dateMs: stage.now() });
      stage.nylas.messages.push(message);
      for (const held of await stage.held()) {
        const asked = stage.nylas.messages.find((one) => one.id === held);
        const answers = asked?.threadId === message.threadId && asked.dateMs < message.dateMs;
        if (answers) told.answeredWhileHeld.add(held);
      }
      if (it.told) await stage.leave(message);
      return;
    }
    case 'draft by hand': {
      const draft = stage.nylas.drafts[it.which % Math.max(1, stage.nylas.drafts.length)];
      if (!draft) return;
      if (it.does === 'edit') {
        told.edited.add(draft.id);
        return stage.nylas.editDraftByHand(draft.id);
      }
      told.draftsByHand.add(draft.body.metadata['key2'] ?? '');
      if (it.does === 'remove') stage.nylas.drafts = stage.nylas.drafts.filter((one) => one !== draft);
      else {
        const message = stage.nylas.sendDraftByHand(draft.id);
        if (it.told) await stage.leave(message, message.metadata['key2']);
      }
      return;
    }
    case 'sweep':
      await sweepDrafts({
        ...stage.deps,
        draftGraceMs: 240_000,
        mailboxes: [{ grant: grantId }],
        signal: new AbortController().signal,
      });
  }
}

async function live(
  stage: Stage,
  told: Told,
  threadId: string,
  { cut, rival, meanwhile }: Life,
): Promise<void> {
  await stage.ripen();
  stage.effects = [];
  stage.cut = cut;
  stage.meanwhile = meanwhile && {
    at: meanwhile.at,
    async happens() {
      if (meanwhile.happens !== 'another life') return happen(stage, told, meanwhile.happens);
      told.draftsMayBeLeft = true;
      await stage.takeOver(threadId);
    },
  };
  if (rival) {
    told.draftsMayBeLeft = true;
    await stage.workTogether(threadId, rival);
  } else await stage.work(threadId);
  stage.cut = undefined;
  stage.meanwhile = undefined;
  if (stage.died) await stage.revive(threadId);
}

async function receive(stage: Stage, told: Told, it: Extract<Event, { kind: 'mail' }>): Promise<void> {
  const id = `m${told.mails.length}`;
  const threadId = `t${it.thread}`;
  const sender = `sender${it.sender}@customer.example`;
  stage.advance(1000);
  const mail = { id, threadId, sender, named: it.named, late: it.copies === 0, old: it.old };
  told.mails.push(mail);
  await stage.receive(
    {
      id,
      threadId,
      from: [{ email: sender }],
      ...(it.old && { dateMs: stage.now() - 2 * DAY_MS }),
      body: `Hello, ${it.says}, about alpha${id} and beta${id} and gamma${id}?`,
      headers: it.auto ? [{ name: 'Auto-Submitted', value: 'auto-replied' }] : [],
    },
    it.copies === 0 ? 'late' : { named: it.named },
  );
  for (let copy = 1; copy < it.copies; copy++) await deliver(stage, mail);
}

/** Its webhook comes, or comes again; or the sweep finds it. */
export async function deliver(
  stage: Stage,
  { id, threadId, named }: Told['mails'][number],
  found: { foundBySweep?: true } = {},
): Promise<void> {
  const arrival = anArrival({ messageId: id, threadId: named ? threadId : undefined, ...found });
  await stage.deps.ledger.admit([arrival], stage.now());
}

async function decide(stage: Stage, told: Told, it: Extract<Event, { kind: 'verdict' }>): Promise<void> {
  const open = await stage.deps.reviews.list({ status: 'open', limit: 50 });
  const review = open[it.which % Math.max(1, open.length)];
  if (!review) return;
  const { verdict } = it;
  const { messageId } = review;
  const text = `Edited for ${messageId}.`;
  const asked = stage.nylas.messages.find(({ id }) => id === messageId);
  const answered = stage.nylas.messages.some(
    ({ id, threadId, dateMs }) =>
      id.startsWith('by-hand') && threadId === review.threadId && dateMs > (asked?.dateMs ?? 0),
  );
  const drafted = stage.nylas.mails.some(
    ({ key, body }) => key === BY_HAND && body.metadata['key2'] === messageId,
  );
  if (answered || drafted) told.answeredBefore.add(messageId);
  const shown = stage.nylas.drafts.some(({ id }) => id === review.draftId);
  const isEdited = shown && told.edited.has(review.draftId ?? '');
  const knows = review.reasons.some(({ code }) => code === 'draft_edited');
  if (verdict === 'approve' && isEdited && !knows) told.editUnseen.add(messageId);
  if (verdict === 'approve' && review.reasons.some(({ code }) => code === 'send_doubt')) {
    told.sentInDoubt.add(messageId);
  }
  const decided = await stage.deps.reviews.decide(
    review.id,
    review.version,
    verdict === 'approve'
      ? { kind: 'approve', subject: review.subject, body: text }
      : verdict === 'reject'
        ? { kind: 'reject', reason: '' }
        : { kind: 'revise', instruction: 'shorter' },
    'a person',
  );
  if (decided.kind === 'accepted') told.verdicts.set(messageId, verdict);
}
