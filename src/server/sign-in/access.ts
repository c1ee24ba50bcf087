import type { Person } from '#domain/person.ts';
import type { AuditLine } from '#store/audit.ts';
import type { AccessTokens } from '#store/access-tokens.ts';
import type { SeenPeople } from '#store/seen-people.ts';
import type { KeyFor } from '#store/session-secret.ts';
import type { Session, Sessions } from '#store/sessions.ts';
import type { Tries } from '#store/tries.ts';
import type { Oidc } from './oidc.ts';
import { findListed, type GrantsOf, type People, personOf, printOf } from './people.ts';

/** Who may come in, by which ways. What is asked of Redis rejects when that does not answer. */
export type Access = {
  sessions: Sessions;
  tokens: AccessTokens;
  tries: Tries;
  people: People;
  seen: SeenPeople;
  grantsOf: GrantsOf;
  keyFor: KeyFor;
  /** Whether the page takes the API token. */
  byToken: boolean;
  /** Undefined: nobody comes in by a provider. */
  oidc?: Oidc | undefined;
  /** How many proxies of ours stand in front. */
  proxies: number;
  /** Writes a line of the audit stream. */
  audit: (line: AuditLine) => Promise<void>;
};

/** Opens a session for somebody who was let in, or finds what it allows now. */
export type Entry = Pick<Session, 'person' | 'way' | 'print'>;

/** A session's mark for those whom a provider vouched for and PEOPLE_FILE lists. */
export const listedMark = 'listed';

/**
 * What a session allows at this moment; undefined when it is over. Of people in the file everything is asked anew, so
 * that taking somebody out, a smaller role and another password hold with the next request.
 */
export function allowedNow(
  session: Entry,
  { people, grantsOf, byToken }: Pick<Access, 'people' | 'grantsOf' | 'byToken'>,
  printOfToken: string,
): Person | undefined {
  const { person, way, print } = session;
  if (way === 'token') return byToken && print === printOfToken ? person : undefined;
  const listed = people.listed().find(({ id }) => id === person.id);
  if (way === 'password') {
    return listed !== undefined && print !== '' && print === printOf(listed)
      ? personOf(listed, grantsOf)
      : undefined;
  }
  if (print === listedMark) return listed === undefined ? undefined : personOf(listed, grantsOf);
  // Listed since: what the file says of them wins, so they have to come in as that person.
  return findListed(people, person.name) === undefined ? person : undefined;
}
