import { createHmac, randomUUID } from 'node:crypto';
import type { Person } from '#domain/person.ts';
import type { Access } from '#server/sign-in/access.ts';
import { signed } from '#server/sign-in/signed.ts';
import type { AccessToken, AccessTokens } from '#store/access-tokens.ts';
import type { Session, Sessions } from '#store/sessions.ts';
import type { Tries } from '#store/tries.ts';

/** Who may come in, in memory: the API token, and whom a test adds. */
export function accessInMemory(over: Partial<Access> = {}): Access {
  return {
    sessions: sessionsInMemory(),
    tokens: tokensInMemory(),
    tries: triesInMemory(),
    people: { listed: () => [] },
    seen: { note: () => Promise.resolve(), list: () => Promise.resolve([]) },
    grantsOf: (mailbox) => [mailbox],
    keyFor: (purpose) => createHmac('sha256', 'test-secret').update(purpose).digest(),
    byToken: true,
    proxies: 0,
    audit: () => Promise.resolve(),
    ...over,
  };
}

const anAdmin: Person = { id: 'page', name: 'Page', role: 'admin', mailboxes: 'all' };

/** The cookie of somebody who signed in, as a provider vouched for them. */
export async function cookieFor(access: Access, person: Person = anAdmin): Promise<string> {
  const id = await access.sessions.open({ person, way: 'oidc', print: '' });
  return `inreply_session=${signed([person.id, id], access.keyFor('session'))}`;
}

function sessionsInMemory(): Sessions {
  const open = new Map<string, Session>();
  const ofPerson = (personId: string) => [...open].filter(([, { person }]) => person.id === personId);
  return {
    open: (session) => {
      const id = randomUUID();
      open.set(id, { ...session, openedAtMs: 0, untilMs: Infinity });
      return Promise.resolve(id);
    },
    find: (personId, id) => Promise.resolve(ofPerson(personId).find(([one]) => one === id)?.[1]),
    close: (_personId, id) => {
      open.delete(id);
      return Promise.resolve();
    },
    closeAll: (personId) => {
      const ended = ofPerson(personId);
      for (const [id] of ended) open.delete(id);
      return Promise.resolve(ended.length);
    },
    count: (personId) => Promise.resolve(ofPerson(personId).length),
  };
}

export function triesInMemory(now: () => number = () => 0): Tries {
  const counted = new Map<string, { count: number; untilMs: number }>();
  return {
    take: (bounds) => {
      const taken = bounds.map((bound) => {
        const old = counted.get(keyOf(bound));
        const isOver = old === undefined || old.untilMs <= now();
        const one = isOver ? { count: 0, untilMs: now() + bound.windowMs } : old;
        one.count += 1;
        counted.set(keyOf(bound), one);
        return { count: one.count, waitMs: one.count > bound.limit ? one.untilMs - now() : 0 };
      });
      const waitMs = Math.max(0, ...taken.map((one) => one.waitMs));
      return Promise.resolve({ waitMs, counts: taken.map(({ count }) => count) });
    },
    giveBack: (bounds) => {
      for (const bound of bounds) {
        const one = counted.get(keyOf(bound));
        if (one !== undefined) one.count -= 1;
      }
      return Promise.resolve();
    },
  };
}

function tokensInMemory(): AccessTokens {
  const kept = new Map<string, { token: string; record: AccessToken }>();
  return {
    create: ({ name, ...record }) => {
      if (kept.has(name)) return Promise.resolve({ kind: 'name_taken' });
      const token = `inr_${name}_${randomUUID()}`;
      kept.set(name, { token, record: { name, ...record, createdAtMs: 0, usedAtMs: null } });
      return Promise.resolve({ kind: 'created', token });
    },
    list: () => Promise.resolve([...kept.values()].map(({ record }) => record)),
    revoke: (name) => Promise.resolve(kept.delete(name)),
    find: (token) => Promise.resolve([...kept.values()].find((one) => one.token === token)?.record),
  };
}

function keyOf({ name, of }: { name: string; of: string }): string {
  return `${name} ${of}`;
}
