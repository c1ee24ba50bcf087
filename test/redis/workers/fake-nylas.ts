import { z } from 'zod';
import type { Clock } from '#domain/ports.ts';
import type { MailDraft, Message } from '#domain/mail.ts';
import { PermanentError } from '#errors.ts';
import type { SendOutcome } from '#nylas/client.ts';
import type { Deps } from '#workers/deps.ts';
import { aSentMail } from '../../helpers/builders.ts';

type Calls = Deps['nylas'];
type Operation = keyof Calls;

/** The JSON body of a send or a draft. */
const Body = z.object({
  to: z.array(z.object({ email: z.string() })),
  cc: z.array(z.object({ email: z.string() })).default([]),
  subject: z.string(),
  body: z.string(),
  reply_to_message_id: z.string().optional(),
  metadata: z.record(z.string(), z.string()),
  custom_headers: z.array(z.object({ name: z.string(), value: z.string() })),
});
type Body = z.infer<typeof Body>;

type Draft = { id: string; threadId: string; bytes: string; body: Body; savedAtMs: number };
/** `lost`: the mail leaves, but its answer does not reach us · `leaves`: it leaves, and the key stands for the outcome. */
type How = 'lost' | 'leaves' | 'kept' | 'once';

/** In place of a key, for a draft that a person sent. */
export const BY_HAND = 'by hand';

const KEY_LIVES_MS = 60 * 60 * 1000;

export type FakeNylas = {
  calls: Calls;
  messages: Message[];
  drafts: Draft[];
  /** What attachments hold, by their id. */
  files: Map<string, Uint8Array>;
  /** Every mail that really left. */
  mails: { id: string; key: string; bytes: string; body: Body }[];
  /** What the first send under a key ends in, and every repeat with it; nothing leaves. */
  outcomes: Map<string, SendOutcome>;
  /** Sent mails that no look-up shows yet. */
  hidden: Set<string>;
  /** How long after it was sent a mail is shown by look-ups. */
  lagMs: number;
  /** Whether mails can be found by their metadata. */
  indexed: boolean;
  /** Runs before the next call of an operation; what it throws is what the call throws. */
  before(name: Operation, hook: () => Promise<unknown>): void;
  /** The next calls of an operation throw; undefined lets one pass. */
  fail(name: Operation, ...errors: (Error | undefined)[]): void;
  /** The outcome of a coming send; `kept`: it is what the key stands for from then on. */
  sendEndsIn(outcome: SendOutcome, how?: How): void;
  /** A person sends the draft in a mail client. */
  sendDraftByHand(draftId: string): Message;
  /** A person writes something into the draft in a mail client. */
  editDraftByHand(draftId: string): void;
};

/** A mailbox in memory with the semantics of `Idempotency-Key` (CONTRACT section 4.1). */
export function createFakeNylas({ now }: { now: Clock }): FakeNylas {
  const hooks = new Map<Operation, (() => Promise<unknown>)[]>();
  const endings: { outcome: SendOutcome; how: How }[] = [];
  const keys = new Map<string, { bytes: string; outcome: SendOutcome; atMs: number }>();
  let made = 0;

  const call = async <T>(name: Operation, signal: AbortSignal, run: () => T): Promise<T> => {
    signal.throwIfAborted();
    await hooks.get(name)?.shift()?.();
    return run();
  };
  const threadOf = (body: Body) => fake.messages.find(({ id }) => id === body.reply_to_message_id)?.threadId;

  const isShown = ({ id, dateMs }: Message) =>
    !fake.hidden.has(id) && !(fake.mails.some((mail) => mail.id === id) && now() - dateMs < fake.lagMs);

  function leave(bytes: string, key: string): Message {
    const body = parse(bytes);
    const id = `sent-${++made}`;
    const message = aSentMail({
      id,
      threadId: threadOf(body) ?? `thread-of-${id}`,
      to: body.to,
      subject: body.subject,
      body: body.body,
      headers: body.custom_headers,
      metadata: body.metadata,
      dateMs: now(),
    });
    fake.messages.push(message);
    fake.mails.push({ id, key, bytes, body });
    return message;
  }

  function keptFor(key: string) {
    const kept = keys.get(key);
    return kept && now() - kept.atMs < KEY_LIVES_MS ? kept : undefined;
  }

  function send(bytes: string, key: string): SendOutcome {
    const kept = keptFor(key);
    if (kept) {
      if (kept.bytes !== bytes) return { kind: 'mismatch' };
      return 'replayed' in kept.outcome ? { ...kept.outcome, replayed: true } : kept.outcome;
    }
    const outcome = fake.outcomes.get(key) ?? sent(leave(bytes, key));
    keys.set(key, { bytes, outcome, atMs: now() });
    return outcome;
  }

  /** A send whose outcome the test chose; a key that has its outcome stays with it, unless Nylas never looks at it. */
  function end(
    bytes: string,
    key: string,
    { outcome, how }: { outcome: SendOutcome; how: How },
  ): SendOutcome {
    if (how !== 'once' && keptFor(key)) return send(bytes, key);
    if (how === 'lost') send(bytes, key);
    if (how === 'leaves') leave(bytes, key);
    if (how === 'leaves' || how === 'kept') keys.set(key, { bytes, outcome, atMs: now() });
    return outcome;
  }

  const fake: FakeNylas = {
    calls: {
      listThread: (grantId, threadId, signal) =>
        call('listThread', signal, () => {
          const shown = fake.messages.filter((one) => one.threadId === threadId && isShown(one));
          return { id: threadId, grantId, messages: shown.toSorted((a, b) => a.dateMs - b.dateMs) };
        }),
      getMessage: (_grantId, id, signal) =>
        call('getMessage', signal, () => {
          const found = fake.messages.find((one) => one.id === id);
          if (!found) throw new PermanentError('no such message', { status: 404 });
          return found;
        }),
      findSent: (_grantId, sendId, signal) =>
        call('findSent', signal, () =>
          fake.messages.find((one) => fake.indexed && one.metadata['key1'] === sendId && isShown(one)),
        ),
      send: (_grantId, { bytes, key }, signal) =>
        call('send', signal, () => {
          const ending = endings.shift();
          return ending ? end(bytes, key, ending) : send(bytes, key);
        }),
      createDraft: (_grantId, bytes, signal) =>
        call('createDraft', signal, () => {
          const body = parse(bytes);
          const draft = {
            id: `draft-${++made}`,
            threadId: threadOf(body) ?? 'none',
            bytes,
            body,
            savedAtMs: now(),
          };
          fake.drafts.push(draft);
          return asNylasShows(draft);
        }),
      findDrafts: (_grantId, threadId, sendId, signal) =>
        call('findDrafts', signal, () => {
          const found = fake.drafts.filter(
            (one) => one.threadId === threadId && one.body.metadata['key1'] === sendId,
          );
          return found.map(asNylasShows);
        }),
      getDraft: (_grantId, draftId, signal) =>
        call('getDraft', signal, () => {
          const found = fake.drafts.find(({ id }) => id === draftId);
          return found && asNylasShows(found);
        }),
      readAttachment: (_grantId, { attachmentId, maxBytes }, signal) =>
        call('readAttachment', signal, () => {
          const bytes = fake.files.get(attachmentId);
          if (bytes === undefined) return 'gone';
          return bytes.byteLength > maxBytes ? 'too large' : bytes;
        }),
      listDrafts: (_grantId, signal) => call('listDrafts', signal, () => fake.drafts.map(asNylasShows)),
      deleteDraft: (_grantId, draftId, signal) =>
        call('deleteDraft', signal, () => {
          fake.drafts = fake.drafts.filter(({ id }) => id !== draftId);
        }),
    },
    messages: [],
    drafts: [],
    files: new Map(),
    mails: [],
    outcomes: new Map(),
    hidden: new Set(),
    lagMs: 0,
    indexed: true,
    before(name, hook) {
      hooks.set(name, [...(hooks.get(name) ?? []), hook]);
    },
    fail(name, ...errors) {
      for (const error of errors) {
        fake.before(name, async () => {
          if (error) throw error;
        });
      }
    },
    sendEndsIn(outcome, how = 'once') {
      endings.push({ outcome, how });
    },
    sendDraftByHand(draftId) {
      const draft = fake.drafts.find(({ id }) => id === draftId);
      if (!draft) throw new Error('no such draft');
      fake.drafts = fake.drafts.filter((one) => one !== draft);
      return leave(draft.bytes, BY_HAND);
    },
    editDraftByHand(draftId) {
      for (const draft of fake.drafts.filter(({ id }) => id === draftId)) {
        draft.body = { ...draft.body, body: `Written by hand. ${draft.body.body}` };
        draft.bytes = JSON.stringify(draft.body);
      }
    },
  };
  return fake;
}

function asNylasShows({ id, threadId, body, savedAtMs }: Draft): MailDraft {
  const { to, cc, subject, body: html, metadata } = body;
  return { id, threadId, to, cc, subject, body: html, metadata, savedAtMs };
}

const parse = (bytes: string) => Body.parse(JSON.parse(bytes));

function sent({ id, threadId }: Message): SendOutcome {
  return { kind: 'sent', id, threadId, replayed: false };
}

/** The outcome of a send of which nobody knows whether it left. */
export function noSureAnswer(status?: number): SendOutcome {
  return { kind: 'unknown', status, message: 'no sure answer', replayed: false, retryAfterMs: undefined };
}
