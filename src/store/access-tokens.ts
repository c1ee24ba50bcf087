import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { roles } from '#domain/person.ts';
import { readJson } from './json.ts';

const KEY = 'tokens';
const USED_KEY = 'tokens:used';
/** When a token was used last is noted this often at most. */
const NOTE_USE_MS = 60_000;

const Kept = z.object({
  role: z.enum(roles),
  /** Addresses or grants; null: all. */
  mailboxes: z.array(z.string()).nullable(),
  /** SHA-256 of the secret, which is nowhere. */
  digest: z.string(),
  by: z.string(),
  createdAtMs: z.number(),
  expiresAtMs: z.number().nullable(),
});
type Kept = z.infer<typeof Kept>;

/** A further token for machines, without its secret. */
export type AccessToken = Omit<Kept, 'digest'> & { name: string; usedAtMs: number | null };

const maxTokens = 200;

/** Further bearer tokens, each with a role and mailboxes of its own. All reject when Redis does not answer. */
export type AccessTokens = {
  /** Gives the token, which is never shown again. */
  create(
    token: Pick<AccessToken, 'name' | 'role' | 'mailboxes' | 'by' | 'expiresAtMs'>,
  ): Promise<{ kind: 'created'; token: string } | { kind: 'name_taken' } | { kind: 'too_many' }>;
  /** By name; those that expired are among them until they are revoked. */
  list(): Promise<AccessToken[]>;
  /** Whether there was one. */
  revoke(name: string): Promise<boolean>;
  /** The record of a token that holds now. */
  find(token: string): Promise<AccessToken | undefined>;
};

/** `inr_NAME_SECRET`: the prefix for those who look for leaked secrets, the name to find it by. */
const form = /^inr_([a-z0-9][a-z0-9-]{0,39})_([\w-]{43})$/;

export function createAccessTokens(redis: Redis, now: () => number): AccessTokens {
  const noted = new Map<string, number>();

  async function noteUse(name: string): Promise<void> {
    if (now() - (noted.get(name) ?? -Infinity) < NOTE_USE_MS) return;
    noted.set(name, now());
    await redis.hset(USED_KEY, name, now());
  }

  return {
    async create({ name, role, mailboxes, by, expiresAtMs }) {
      if ((await redis.hlen(KEY)) >= maxTokens) return { kind: 'too_many' };
      const secret = randomBytes(32).toString('base64url');
      const record: Kept = {
        role,
        mailboxes,
        digest: digest(secret),
        by,
        createdAtMs: now(),
        expiresAtMs,
      };
      const isNew = await redis.hsetnx(KEY, name, JSON.stringify(record));
      return isNew === 1 ? { kind: 'created', token: `inr_${name}_${secret}` } : { kind: 'name_taken' };
    },

    async list() {
      const [all, used] = await Promise.all([redis.hgetall(KEY), redis.hgetall(USED_KEY)]);
      return Object.entries(all)
        .flatMap(([name, text]) => {
          const kept = readJson(Kept, text);
          return kept === undefined ? [] : [shown(name, kept, used[name])];
        })
        .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },

    async revoke(name) {
      const [revoked] = await Promise.all([redis.hdel(KEY, name), redis.hdel(USED_KEY, name)]);
      noted.delete(name);
      return revoked === 1;
    },

    async find(token) {
      const [, name, secret] = form.exec(token) ?? [];
      if (name === undefined || secret === undefined) return undefined;
      const text = await redis.hget(KEY, name);
      const kept = text === null ? undefined : readJson(Kept, text);
      if (kept === undefined || !isSame(digest(secret), kept.digest)) return undefined;
      if (kept.expiresAtMs !== null && kept.expiresAtMs <= now()) return undefined;
      await noteUse(name);
      return shown(name, kept, undefined);
    },
  };
}

function shown(name: string, kept: Kept, used: string | undefined): AccessToken {
  const { role, mailboxes, by, createdAtMs, expiresAtMs } = kept;
  const usedAtMs = used === undefined ? null : Number(used);
  return { name, role, mailboxes, by, createdAtMs, expiresAtMs, usedAtMs };
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
