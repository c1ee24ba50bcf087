import type { Clock } from '#domain/ports.ts';
import type { Events } from '#telemetry/events.ts';
import type { Access, Entry } from './access.ts';
import { createPasswordCheck } from './password.ts';
import { findListed, personOf, printOf } from './people.ts';
import { type Taken, takePasswordTry, takeTokenTry } from './tries.ts';

/** What came of a try to sign in. `wait` is in seconds. */
export type Outcome =
  | { kind: 'in'; entry: Entry }
  | { kind: 'wrong' }
  | { kind: 'wait'; seconds: number }
  | { kind: 'busy' };

export type EnterDeps = {
  access: Access;
  isToken: (given: string) => boolean;
  byToken: () => Entry;
  events: Pick<Events, 'signInFailed'>;
  now: Clock;
};

type Way = 'token' | 'password';

/** Lets people in by token or password, or not: how often, how fast, and without telling who exists. */
export function createEntrance({ access, isToken, byToken, events, now }: EnterDeps) {
  const checkPassword = createPasswordCheck();

  /** `person` only when there is somebody of that name: what was typed in may be a password. */
  async function refused(way: Way, taken: Taken, address: string, person?: string): Promise<Outcome> {
    events.signInFailed({ way, why: 'wrong', person });
    if (taken.isFirst && (way === 'token' || person !== undefined)) {
      const line = {
        at: now(),
        by: 'unknown',
        what: 'sign_in_failed',
        person: person ?? 'token',
        from: address,
      };
      await access.audit(line);
    }
    return { kind: 'wrong' };
  }

  function mustWait(way: Way, { waitMs }: Taken): Outcome {
    events.signInFailed({ way, why: 'too_many' });
    return { kind: 'wait', seconds: Math.ceil(waitMs / 1000) };
  }

  return {
    async byToken(given: string, address: string): Promise<Outcome> {
      const taken = await takeTokenTry(access.tries, address);
      if (taken.waitMs > 0) return mustWait('token', taken);
      if (!access.byToken || !isToken(given.trim())) return refused('token', taken, address);
      await access.tries.giveBack(taken.bounds);
      return { kind: 'in', entry: byToken() };
    },

    /** `browserOf` gives the mark of a browser that signed in to that account before. */
    async byPassword(
      given: { name: string; password: string },
      address: string,
      browserOf: (account: string) => string | undefined,
    ): Promise<Outcome> {
      const { people, tries, grantsOf } = access;
      const listed = findListed(people, given.name);
      const account = listed?.id ?? given.name.trim().toLowerCase();
      const taken = await takePasswordTry(tries, { address, account, browser: browserOf(account) });
      if (taken.waitMs > 0) return mustWait('password', taken);
      const like = people.listed().find(({ password }) => password !== undefined)?.password;
      const found = await checkPassword({ password: given.password, hash: listed?.password, like });
      if (found !== 'wrong') await tries.giveBack(taken.bounds);
      if (found === 'busy') return { kind: 'busy' };
      if (found === 'wrong' || listed === undefined) return refused('password', taken, address, listed?.id);
      const entry: Entry = { person: personOf(listed, grantsOf), way: 'password', print: printOf(listed) };
      return { kind: 'in', entry };
    },
  };
}
