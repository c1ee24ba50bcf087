import { createHash, randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { roles } from '#domain/person.ts';
import { readJson } from './json.ts';
import type { Scripts } from './scripts.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** How long a session lasts unused, and at most. What a provider said of a person is believed for half a day. */
const lives = {
  token: { idleMs: 7 * DAY_MS, mostMs: 30 * DAY_MS },
  password: { idleMs: 7 * DAY_MS, mostMs: 30 * DAY_MS },
  oidc: { idleMs: 12 * HOUR_MS, mostMs: 12 * HOUR_MS },
} as const;

/** A longer life is written only so often: reading a session mostly costs one command. */
const SLIDE_MS = 5 * 60 * 1000;
/** Open sessions of one person; beyond it the one that ends first is closed. */
const maxSessions = 100;

const Session = z.object({
  /** Who, as they were at the sign-in; what holds now is asked of where they are listed. */
  person: z.object({
    id: z.string(),
    name: z.string(),
    role: z.enum(roles),
    mailboxes: z.union([z.literal('all'), z.array(z.string()).readonly()]),
  }),
  way: z.enum(['token', 'password', 'oidc']),
  /** Ends the session when the like of it differs later, such as a digest of the hashed password; '' for none. */
  print: z.string(),
  openedAtMs: z.number(),
  untilMs: z.number(),
});
export type Session = z.infer<typeof Session>;

/** Signed-in browsers. Every method rejects when Redis does not answer. */
export type Sessions = {
  /** Opens one and gives its id, which is random and kept nowhere. */
  open(session: Omit<Session, 'openedAtMs' | 'untilMs'>): Promise<string>;
  /** The open session of that id, whose life it prolongs; undefined once it ended. */
  find(personId: string, id: string): Promise<Session | undefined>;
  close(personId: string, id: string): Promise<void>;
  /** Ends all of a person at once; gives how many there were. */
  closeAll(personId: string): Promise<number>;
  count(personId: string): Promise<number>;
};

/**
 * Keeps the sessions of a person together in one hash, by the digests of their ids, so that ending all is one command
 * that no other can pass. One that was closed cannot be prolonged: the script writes only over what is there.
 */
export function createSessions(deps: {
  redis: Redis;
  scripts: Pick<Scripts, 'prolong'>;
  /** Must not be guessable. */
  randomId?: () => string;
  now: () => number;
}): Sessions {
  const { redis, scripts, randomId = () => randomBytes(24).toString('base64url'), now } = deps;

  /** All that are open, the one that ends first first; forgets those that ended. */
  async function openOnes(personId: string): Promise<{ field: string; untilMs: number }[]> {
    const all = Object.entries(await redis.hgetall(keyOf(personId))).map(([field, text]) => ({
      field,
      untilMs: read(text)?.untilMs ?? 0,
    }));
    const ended = all.filter(({ untilMs }) => untilMs <= now());
    if (ended.length > 0) await redis.hdel(keyOf(personId), ...ended.map(({ field }) => field));
    return all.filter(({ untilMs }) => untilMs > now()).toSorted((a, b) => a.untilMs - b.untilMs);
  }

  return {
    async open(session) {
      const personId = session.person.id;
      const id = randomId();
      const openedAtMs = now();
      const { idleMs, mostMs } = lives[session.way];
      const open = await openOnes(personId);
      const excess = open.slice(0, Math.max(0, open.length - maxSessions + 1));
      const record: Session = { ...session, openedAtMs, untilMs: openedAtMs + idleMs };
      const write = redis.multi();
      if (excess.length > 0) write.hdel(keyOf(personId), ...excess.map(({ field }) => field));
      write.hset(keyOf(personId), digest(id), JSON.stringify(record));
      // At least as long as any session of theirs can last.
      await write.pexpire(keyOf(personId), Math.max(mostMs, lives.token.mostMs)).exec();
      return id;
    },

    async find(personId, id) {
      const text = await redis.hget(keyOf(personId), digest(id));
      const session = text === null ? undefined : read(text);
      if (session === undefined || session.untilMs <= now()) return undefined;
      const { idleMs, mostMs } = lives[session.way];
      const untilMs = Math.min(now() + idleMs, session.openedAtMs + mostMs);
      if (untilMs - session.untilMs < SLIDE_MS) return session;
      const longer: Session = { ...session, untilMs };
      const isOpen = await scripts.prolong(keyOf(personId), digest(id), JSON.stringify(longer));
      return isOpen === 1 ? longer : undefined;
    },

    async close(personId, id) {
      await redis.hdel(keyOf(personId), digest(id));
    },

    async closeAll(personId) {
      const open = await openOnes(personId);
      await redis.del(keyOf(personId));
      return open.length;
    },

    count: async (personId) => (await openOnes(personId)).length,
  };
}

const keyOf = (personId: string): string => `sessions:${encodeURIComponent(personId)}`;

/** What lies in Redis opens no session: the id itself is only in the cookie. */
function digest(id: string): string {
  return createHash('sha256').update(id).digest('base64url');
}

function read(text: string): Session | undefined {
  return readJson(Session, text);
}
