import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../helpers/world.ts';
import { keysLeft, readKeys } from './leftovers.ts';
import type { PlannedMail } from './mails.ts';
import type { Result } from './report.ts';
import type { Stage } from './stage.ts';
import { collectTruth, eachOf, type HandedIn } from './truth.ts';
import { type Breach, verify } from './verify.ts';

/** Brings each mail in at its time; one thread's mails never overtake each other. */
export async function handIn(stage: Stage, mails: readonly PlannedMail[]): Promise<HandedIn[]> {
  const began = performance.now();
  const handedIn: HandedIn[] = [];
  const underWay = new Set<Promise<void>>();
  const lastOf = new Map<number, Promise<void>>();
  const place = async (mail: PlannedMail, before: Promise<void>) => {
    await before;
    const { address = '' } = stage.mailboxes[mail.mailbox] ?? {};
    const placed = await stage.peers.mail(address, mail.raw);
    const { grant_id: grant, message_id: id, thread_id: threadId } = placed;
    handedIn.push({ grant, id, threadId, kind: mail.kind, from: mail.from });
  };
  for (const mail of mails) {
    const wait = mail.atMs - (performance.now() - began);
    if (wait > 1) await sleep(wait);
    const placing = place(mail, lastOf.get(mail.thread) ?? Promise.resolve());
    lastOf.set(mail.thread, placing);
    underWay.add(placing);
    void placing.finally(() => underWay.delete(placing));
  }
  await Promise.all(underWay);
  return handedIn;
}

const ended = new Set(['sent', 'review', 'skipped', 'escalated', 'dead', 'doubt']);

/** Waits until every message has ended and a sweep has passed since; or as long as it may take at most. */
export async function drain(
  stage: Stage,
  handedIn: readonly HandedIn[],
  atMostSeconds: number,
): Promise<void> {
  const { peers, sweepSeconds } = stage;
  let open = [...handedIn];
  await until(
    async () => {
      const threads = await peers.pendingThreads();
      if (threads > 50) return undefined;
      const still: HandedIn[] = [];
      await eachOf(open, async (mail) => {
        const outcome = await peers.outcome(mail.grant, mail.id);
        if (!outcome || !ended.has(outcome.state)) still.push(mail);
      });
      open = still;
      if (open.length === 0 && threads === 0) return true;
      await sleep(500);
      return undefined;
    },
    'the end of every message',
    atMostSeconds * 1000,
  ).catch(() => undefined);
  await sleep(sweepSeconds * 1000 + 1000);
}

/** A person rejects what is left, so that nothing waits any more, and with the reviews their drafts go. */
async function closeReviews(stage: Stage, reviews: readonly Parameters<Stage['peers']['decide']>[0][]) {
  await eachOf(
    reviews.filter(({ status }) => status === 'open'),
    async (review) => {
      await stage.peers.decide(review, 'reject');
    },
  );
  await until(
    async () => ((await stage.peers.pendingThreads()) === 0 ? true : undefined),
    'the verdicts to be carried out',
  ).catch(() => undefined);
}

/** With every review ended no draft may stand in a mailbox. */
async function draftsLeft({ peers, mailboxes, draftsSweptMs }: Stage): Promise<Breach[]> {
  let found: Breach[] = [];
  await until(
    async () => {
      found = [];
      for (const { grant } of mailboxes) {
        for (const { id } of await peers.drafts(grant)) {
          found.push({ zero: 'drafts astray', grant, id, what: 'still there though its review has ended' });
        }
      }
      return found.length === 0 ? true : undefined;
    },
    'the sweep of drafts',
    draftsSweptMs,
  ).catch(() => undefined);
  return found;
}

/** What became of everything; a draft that was made late, beside another or after the end, has time to be swept. */
async function settledTruth(stage: Stage, grants: readonly string[], handedIn: readonly HandedIn[]) {
  const truth = await collectTruth(stage.peers, grants, handedIn);
  if (!verify(truth).some(({ zero }) => zero === 'drafts astray')) return truth;
  await sleep(stage.draftsSweptMs);
  return collectTruth(stage.peers, grants, handedIn);
}

/** Reads what became of everything, judges it, and looks whether anything is left behind. */
export async function judge(
  stage: Stage,
  handedIn: readonly HandedIn[],
): Promise<Pick<Result, 'truth' | 'breaches' | 'ownEnds' | 'keys' | 'keysLeft' | 'deliveries'>> {
  const grants = stage.mailboxes.map(({ grant }) => grant);
  const truth = await settledTruth(stage, grants, handedIn);
  const breaches = verify(truth);
  await closeReviews(stage, [...truth.reviews.values()]);
  const drafts = await draftsLeft(stage);
  const keys = await readKeys(stage.redis);
  return {
    truth,
    breaches: [...breaches, ...drafts],
    ownEnds: [...stage.actors.ownEnds],
    keysLeft: keysLeft(keys),
    keys: keys.length,
    deliveries: stage.balancer.webhooks(),
  };
}
