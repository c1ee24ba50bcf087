import { createHash } from 'node:crypto';
import type { Person, Role } from '#domain/person.ts';
import type { SeenPeople } from '#store/seen-people.ts';

/** Somebody of PEOPLE_FILE. */
export type ListedPerson = {
  id: string;
  name: string;
  email?: string | undefined;
  role: Role;
  /** Addresses or grants of mailboxes; undefined: all. */
  mailboxes?: readonly string[] | undefined;
  /** The hashed password (`password.ts`); without one they sign in by OIDC alone. */
  password?: string | undefined;
};

/** Those of PEOPLE_FILE who are in force now. */
export type People = { listed(): readonly ListedPerson[] };

/** The grants of a mailbox that is named by its address or grant; none when no agent answers it. */
export type GrantsOf = (mailbox: string) => readonly string[];

/** A listed person with the grants of their mailboxes as agents have them now. */
export function personOf({ id, name, role, mailboxes }: ListedPerson, grantsOf: GrantsOf): Person {
  return { id, name, role, mailboxes: grantsOfAll(mailboxes, grantsOf) };
}

/** The grants of all mailboxes named; `all` when none is. */
export function grantsOfAll(
  mailboxes: readonly string[] | undefined,
  grantsOf: GrantsOf,
): Person['mailboxes'] {
  return mailboxes === undefined ? 'all' : [...new Set(mailboxes.flatMap((mailbox) => grantsOf(mailbox)))];
}

/** Finds by id or by e-mail, whatever the case. */
export function findListed(people: People, nameOrEmail: string): ListedPerson | undefined {
  const wanted = nameOrEmail.trim().toLowerCase();
  if (wanted === '') return undefined;
  return people.listed().find(({ id, email }) => id === wanted || email?.toLowerCase() === wanted);
}

/** Differs when the password does: a session opened with another one is over. */
export function printOf({ password = '' }: ListedPerson): string {
  return password === '' ? '' : createHash('sha256').update(password).digest('base64url').slice(0, 22);
}

/** Everybody who may be given work: those listed, and those a provider vouched for lately. By name. */
export async function everybody({
  people,
  seen,
}: {
  people: People;
  seen: Pick<SeenPeople, 'list'>;
}): Promise<{ id: string; name: string; role: Role }[]> {
  const listed = people.listed().map(({ id, name, role }) => ({ id, name, role }));
  return [...listed, ...(await seen.list())].toSorted((a, b) => a.name.localeCompare(b.name));
}
