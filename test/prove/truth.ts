import type { MailKind } from './mails.ts';
import type { Outcome, Peers, Review, SandboxDraft, SandboxMessage } from './peers.ts';

/** A mail that was handed in: what it is meant to be, and its place among all mail of its mailbox. */
export type Received = {
  grant: string;
  id: string;
  threadId: string;
  /** Its Message-ID header (RFC 5322 section 3.6.4). */
  headerId: string;
  from: string;
  kind: MailKind;
  /** Order of arrival in the mailbox. */
  order: number;
};

/** A mail of ours that left, as the mailbox's Sent folder shows it. */
export type Sent = {
  grant: string;
  id: string;
  threadId: string;
  /** Its In-Reply-To header. */
  inReplyTo: string | undefined;
  metadata: Readonly<Record<string, string>>;
  to: string[];
  order: number;
};

/** All that can be seen from outside after the campaign: the sandbox's mailboxes and Inreply's answers. */
export type Truth = {
  received: Received[];
  sent: Sent[];
  drafts: (SandboxDraft & { grant: string })[];
  /** By message id; a message that Inreply has never seen is absent. */
  outcomes: Map<string, Outcome>;
  /** By review id. */
  reviews: Map<string, Review>;
};

export type HandedIn = { grant: string; id: string; threadId: string; kind: MailKind; from: string };

const PARALLEL = 12;

/** Reads everything there is to know, in both places. */
export async function collectTruth(
  peers: Peers,
  grants: readonly string[],
  handedIn: readonly HandedIn[],
): Promise<Truth> {
  const known = new Map(handedIn.map((mail) => [mail.id, mail]));
  const received: Received[] = [];
  const sent: Sent[] = [];
  const drafts: Truth['drafts'] = [];
  for (const grant of grants) {
    for (const [order, message] of (await peers.messages(grant)).entries()) {
      const mail = known.get(message.id);
      if (mail) received.push({ ...mail, headerId: headerOf(message, 'message-id') ?? '', order });
      else if (message.folders.includes('sent')) sent.push(sentFrom(grant, message, order));
    }
    drafts.push(...(await peers.drafts(grant)).map((draft) => ({ ...draft, grant })));
  }
  const outcomes = new Map<string, Outcome>();
  await eachOf(handedIn, async ({ grant, id }) => {
    const outcome = await peers.outcome(grant, id);
    if (outcome) outcomes.set(id, outcome);
  });
  const reviews = await readReviews(peers, outcomes);
  return { received, sent, drafts, outcomes, reviews };
}

/** The reviews that outcomes name. */
async function readReviews(
  peers: Peers,
  outcomes: ReadonlyMap<string, Outcome>,
): Promise<Map<string, Review>> {
  const reviews = new Map<string, Review>();
  const ids = [...outcomes.values()].flatMap((outcome) => outcome.review_id ?? []);
  await eachOf(ids, async (id) => {
    const review = await peers.review(id);
    if (review) reviews.set(id, review);
  });
  return reviews;
}

/** Does something with each of many, a few at a time. */
export async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: PARALLEL }, async () => {
      for (const item of rest) await work(item);
    }),
  );
}

function sentFrom(grant: string, message: SandboxMessage, order: number): Sent {
  return {
    grant,
    id: message.id,
    threadId: message.thread_id,
    inReplyTo: headerOf(message, 'in-reply-to'),
    metadata: message.metadata,
    to: message.to.map(({ email }) => email),
    order,
  };
}

function headerOf(message: SandboxMessage, name: string): string | undefined {
  return message.headers.find((header) => header.name.toLowerCase() === name)?.value.trim();
}
