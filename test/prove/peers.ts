import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** Long, since a handed-in mail cannot be asked for again: it might come twice. */
const CALL_MS = 60_000;
const TRIES = 300;
const PAUSE_MS = 300;

const Placed = z.object({ grant_id: z.string(), message_id: z.string(), thread_id: z.string() });

const Person = z.object({ email: z.string() });
const SandboxMessage = z.object({
  id: z.string(),
  thread_id: z.string(),
  date: z.number(),
  folders: z.array(z.string()),
  to: z.array(Person),
  headers: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  metadata: z.record(z.string(), z.string()).default({}),
});
export type SandboxMessage = z.infer<typeof SandboxMessage>;

const SandboxDraft = z.object({ id: z.string(), metadata: z.record(z.string(), z.string()).default({}) });
export type SandboxDraft = z.infer<typeof SandboxDraft>;

const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullish() });

const Outcome = z.object({
  state: z.string(),
  decision: z.string().nullable(),
  reasons: z.array(z.object({ code: z.string(), detail: z.string() })),
  steps: z.array(z.object({ name: z.string(), at: z.string(), ms: z.number() })),
  review_id: z.string().nullable(),
  attempts: z.number(),
  last_fault: z.string().nullable(),
  admitted_at: z.string(),
});
/** `GET /api/messages/{grant}/{message}`, as far as it is looked at. */
export type Outcome = z.infer<typeof Outcome>;

const Review = z.object({
  id: z.string(),
  version: z.number(),
  status: z.string(),
  grant_id: z.string(),
  message_id: z.string(),
  covers: z.array(z.string()),
  reasons: z.array(z.object({ code: z.string() })),
  body: z.string(),
  draft_id: z.string().nullable(),
  created_at: z.string(),
});
export type Review = z.infer<typeof Review>;

/** The two sides that the campaign talks to: the sandbox as the world outside, and Inreply's own API. */
export type Peers = {
  /** Hands in a mail; gives its ids. */
  mail(to: string, raw: string): Promise<z.infer<typeof Placed>>;
  /** All mail of a mailbox, oldest first. */
  messages(grant: string): Promise<SandboxMessage[]>;
  drafts(grant: string): Promise<SandboxDraft[]>;
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Undefined when Inreply has never seen the message. */
  outcome(grant: string, message: string): Promise<Outcome | undefined>;
  review(id: string): Promise<Review | undefined>;
  /** Open reviews, newest first, 200 at most. */
  openReviews(): Promise<Review[]>;
  /** A person's verdict; gives the status of the answer. */
  decide(review: Review, verdict: 'approve' | 'reject'): Promise<number>;
  /** The number of threads with something in their inbox. */
  pendingThreads(): Promise<number>;
};

export function createPeers(at: { sandboxUrl: string; inreplyUrl: string; token: string }): Peers {
  const { sandboxUrl, inreplyUrl, token } = at;
  const authorization = `Bearer ${token}`;
  const json = { 'content-type': 'application/json', authorization };
  const api = (path: string) => askPatiently(`${inreplyUrl}/api${path}`, { headers: { authorization } });

  async function listAll<T extends z.ZodType>(path: string, item: T): Promise<z.output<T>[]> {
    const found: z.output<T>[] = [];
    let cursor = '';
    do {
      const answer = await askPatiently(`${sandboxUrl}${path}&limit=200${cursor}`, {
        headers: { authorization },
      });
      const { data, next_cursor: next } = pageOf(item).parse(JSON.parse(answer.text));
      found.push(...data);
      cursor = next === null || next === undefined ? '' : `&page_token=${encodeURIComponent(next)}`;
    } while (cursor !== '');
    return found.toReversed();
  }

  return {
    async mail(to, raw) {
      const path = `/sandbox/mail?to=${encodeURIComponent(to)}`;
      // once only: a second try could be a second mail
      const { text } = await askOnce(`${sandboxUrl}${path}`, { method: 'POST', body: raw });
      return Placed.parse(JSON.parse(text));
    },
    messages: (grant) => listAll(`/v3/grants/${grant}/messages?fields=include_headers`, SandboxMessage),
    drafts: (grant) => listAll(`/v3/grants/${grant}/drafts?`, SandboxDraft),
    async control(method, path, body) {
      const init = { method, headers: json, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      const { status, text } = await askOnce(`${sandboxUrl}${path}`, init);
      if (status !== 200) throw new Error(`${method} ${path}: ${status} ${text}`);
      const answer: unknown = JSON.parse(text);
      return answer;
    },
    async outcome(grant, message) {
      const { status, text } = await api(`/messages/${grant}/${encodeURIComponent(message)}`);
      return status === 404 ? undefined : Outcome.parse(JSON.parse(text));
    },
    async review(id) {
      const { status, text } = await api(`/reviews/${id}`);
      return status === 404 ? undefined : Review.parse(JSON.parse(text));
    },
    async openReviews() {
      const { text } = await api('/reviews?status=open&limit=200');
      return z.object({ reviews: z.array(Review) }).parse(JSON.parse(text)).reviews;
    },
    async decide({ id, version }, verdict) {
      const body = JSON.stringify({
        version,
        ...(verdict === 'reject' && { reason: 'the campaign is over' }),
      });
      const init = { method: 'POST', headers: json, body };
      const { status } = await askOnce(`${inreplyUrl}/api/reviews/${id}/${verdict}`, init).catch(() => ({
        status: 0,
      }));
      return status;
    },
    async pendingThreads() {
      const { text } = await askPatiently(`${inreplyUrl}/metrics`, {});
      return Number(/^inreply_pending_threads (\d+)/m.exec(text)?.[1] ?? Number.NaN);
    },
  };
}

type Answer = { status: number; text: string };

async function askOnce(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(CALL_MS) });
  return { status: response.status, text: await response.text() };
}

/** For reads: a process that has just been killed is asked again. */
async function askPatiently(url: string, init: RequestInit): Promise<Answer> {
  let last: unknown;
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = await askOnce(url, init).catch((error: unknown) => {
      last = error;
      return undefined;
    });
    if (answer !== undefined && answer.status < 500) return answer;
    if (answer !== undefined) last = new Error(`status ${answer.status}: ${answer.text.slice(0, 200)}`);
    await sleep(PAUSE_MS);
  }
  throw new Error(`${url} did not answer`, { cause: last });
}
