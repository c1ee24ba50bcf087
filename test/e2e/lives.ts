import { GRANT, until, type World } from '../helpers/world.ts';

/** What a worker may be in the middle of when it dies. */
export type Life = {
  name: string;
  /** Brings about what comes before; a worker that lives on works it. */
  begin(world: World): Promise<{
    /** What then happens, as one piece: nothing of it is worked before all of it is there. */
    happens(): Promise<unknown>;
    /** What is not, or not yet, as it has to be in the end. */
    wrong(): Promise<string[]>;
  }>;
};

const QUESTION = 'How long does shipping to Germany take?';
const REFUND = 'I want my money back, please give me a refund.';

type Received = Awaited<ReturnType<World['receive']>>;
type Wanted = { state: string; code?: string; mails: number; drafts: number; review?: string };

let senders = 0;
/** Each mail is from somebody else, so that no limit is met. */
const from = () => `customer-${++senders}@customer.example`;

async function compare(world: World, id: string, wanted: Wanted): Promise<string[]> {
  const { json } = await world.api('GET', `/api/messages/${GRANT}/${encodeURIComponent(id)}`);
  const review = json?.review_id
    ? (await world.api('GET', `/api/reviews/${json.review_id}`)).json
    : undefined;
  const isFor = ({ metadata }: { metadata: Record<string, string> }) => metadata['key2'] === id;
  const found: Record<keyof Wanted, unknown> = {
    state: json?.state,
    code: json?.reasons?.map(({ code }: { code: string }) => code),
    mails: world.sandbox.sent(GRANT).filter(isFor).length,
    drafts: [...world.sandbox.mailbox(GRANT).drafts.values()].filter(isFor).length,
    review: review?.status,
  };
  return Object.entries(wanted).flatMap(([name, value]) => {
    const is = found[name as keyof Wanted];
    const right = Array.isArray(is) ? is.includes(value) : is === value;
    return right ? [] : [`${name} is ${String(is)}, not ${value}`];
  });
}

async function parked(world: World, text = REFUND) {
  const received = await world.receive({ from: from(), subject: 'Money', text });
  const found = await world.outcome(received.id, ({ state }) => state === 'review');
  const { json: review } = await world.api('GET', `/api/reviews/${found.review_id}`);
  return { ...received, review };
}

/** One mail comes. */
const ofMail = (
  name: string,
  text: string,
  wanted: Wanted,
  prepare?: (world: World) => Promise<unknown>,
): Life => ({
  name,
  async begin(world) {
    let received: Received | undefined;
    return {
      async happens() {
        await prepare?.(world);
        received = await world.receive({ from: from(), text });
      },
      wrong: async () => (received ? compare(world, received.id, wanted) : ['it has not come']),
    };
  },
});

/** Something happens to a parked reply. */
const ofReview = (
  name: string,
  wanted: Wanted,
  happens: (world: World, one: Awaited<ReturnType<typeof parked>>) => Promise<unknown>,
): Life => ({
  name,
  async begin(world) {
    const one = await parked(world);
    return { happens: () => happens(world, one), wrong: () => compare(world, one.id, wanted) };
  },
});

const decide =
  (path: string, more: object = {}) =>
  async (world: World, { review }: { review: { id: string; version: number } }) => {
    const { status } = await world.api('POST', `/api/reviews/${review.id}/${path}`, {
      version: review.version,
      ...more,
    });
    if (status !== 202) throw new Error(`${path} was answered ${status}`);
  };

const fault =
  (action: string, more: object = {}) =>
  (world: World) =>
    world.sandbox.control('POST', '/sandbox/faults', {
      match: { path: '/messages/send' },
      times: 1,
      action,
      ...more,
    });

const SENT: Wanted = { state: 'sent', mails: 1, drafts: 0 };

/** The reply is worked out wholly on every run of the tests; of the others some. */
export const reply = ofMail('reply', QUESTION, SENT);

export const lives: Life[] = [
  reply,
  {
    name: 'burst',
    async begin(world) {
      const all: Received[] = [];
      return {
        async happens() {
          const sender = from();
          const first = await world.receive({ from: sender, text: QUESTION });
          const second = await world.receive({
            from: sender,
            text: 'And how long does shipping to Germany take at Christmas?',
            inReplyTo: first.messageId,
          });
          all.push(first, second);
        },
        async wrong() {
          const [first, second] = all;
          if (!first || !second) return ['it has not come'];
          return [
            ...(await compare(world, first.id, {
              state: 'skipped',
              code: 'answered_together',
              mails: 0,
              drafts: 0,
            })),
            ...(await compare(world, second.id, SENT)),
          ];
        },
      };
    },
  },
  ofMail('park', REFUND, { state: 'review', mails: 0, drafts: 1, review: 'open' }),
  ofMail('escalate', 'My lawyer will take you to court, these are legal steps.', {
    state: 'escalated',
    mails: 1,
    drafts: 0,
  }),
  ofMail('skip', 'Thank you!', { state: 'skipped', mails: 0, drafts: 0 }),
  ofReview('approve', { ...SENT, review: 'sent' }, decide('approve', { body: 'Your refund is on its way.' })),
  ofReview('revise', { state: 'review', mails: 0, drafts: 1, review: 'open' }, async (world, one) => {
    await decide('revise', { instruction: 'mention that we are sorry' })(world, one);
  }),
  ofReview(
    'reject',
    { state: 'skipped', code: 'rejected_by_person', mails: 0, drafts: 0, review: 'rejected' },
    decide('reject'),
  ),
  ofReview(
    'approve after the draft was deleted',
    { state: 'skipped', code: 'draft_removed', mails: 0, drafts: 0, review: 'closed' },
    async (world, one) => {
      await world.sandbox.nylas('DELETE', `/v3/grants/${GRANT}/drafts/${one.review.draft_id}`);
      await decide('approve')(world, one);
    },
  ),
  ofReview(
    'answered by a person',
    { state: 'skipped', code: 'answered_by_person', mails: 0, drafts: 0, review: 'closed' },
    (world, { id }) =>
      world.sandbox.control('POST', '/sandbox/person/reply', {
        grant_id: GRANT,
        message_id: id,
        body: 'It is paid.',
      }),
  ),
  {
    name: 'newer mail over an open review',
    async begin(world) {
      const sender = from();
      const older = await world.receive({ from: sender, subject: 'Money', text: REFUND });
      await world.outcome(older.id, ({ state }) => state === 'review');
      let newer: Received | undefined;
      return {
        async happens() {
          newer = await world.receive({ from: sender, text: QUESTION, inReplyTo: older.messageId });
        },
        async wrong() {
          if (!newer) return ['it has not come'];
          const stale = { state: 'skipped', code: 'superseded', mails: 0, drafts: 0, review: 'stale' };
          return [...(await compare(world, older.id, stale)), ...(await compare(world, newer.id, SENT))];
        },
      };
    },
  },
  ofMail('send whose answer was lost', QUESTION, SENT, fault('accept_then_drop')),
  ofMail('send that was queued', QUESTION, SENT, fault('accept_202')),
  ofMail('send that failed at first', QUESTION, SENT, fault('status', { status: 503, retry_after: 1 })),
  ofMail('model away at first', QUESTION, SENT, (world) =>
    world.sandbox.control('POST', '/sandbox/faults', {
      match: { model: 'classification' },
      times: 1,
      action: 'status',
      status: 503,
      retry_after: 1,
    }),
  ),
];

/** Waits until nothing is wrong; gives what still is after `timeoutMs`. */
export async function wrongInTheEnd(wrong: () => Promise<string[]>, timeoutMs: number): Promise<string[]> {
  let last: string[] = [];
  await until(
    async () => {
      last = await wrong();
      return last.length === 0 ? true : undefined;
    },
    'the right end',
    timeoutMs,
  ).catch(() => undefined);
  return last;
}
