import type { Role } from '#domain/person.ts';
import { type Entry, listedMark } from './access.ts';
import { findListed, type GrantsOf, type People, personOf } from './people.ts';

/** Whom a provider may let in, and as what. */
export type OidcRules = {
  /** In small letters. Domains and groups that are set must both hold. */
  domains: readonly string[];
  groups: readonly string[];
  groupsClaim: string;
  adminGroups: readonly string[];
  reviewerGroups: readonly string[];
  /** Of all others. */
  role: Role;
};

export type Claims = Readonly<Record<string, unknown>> & { sub: string };

export type Judged =
  | { kind: 'in'; entry: Entry; isListed: boolean }
  | { kind: 'refused'; why: 'no_verified_email' | 'other_domain' | 'other_group' };

/**
 * What the claims of a provider make of somebody. Whoever PEOPLE_FILE lists under their verified address is that person,
 * with role and mailboxes from there. An address counts only when the provider says that it is theirs (`email_verified`,
 * OpenID Connect Core section 5.1).
 */
export function judgeClaims(
  claims: Claims,
  rules: OidcRules,
  { people, grantsOf }: { people: People; grantsOf: GrantsOf },
): Judged {
  const email = verifiedEmail(claims);
  const groups = groupsOf(claims[rules.groupsClaim]);
  const isIn = (wanted: readonly string[]) => wanted.some((group) => groups.includes(group));
  if (rules.domains.length > 0) {
    if (email === undefined) return { kind: 'refused', why: 'no_verified_email' };
    if (!rules.domains.includes(email.slice(email.lastIndexOf('@') + 1))) {
      return { kind: 'refused', why: 'other_domain' };
    }
  }
  if (rules.groups.length > 0 && !isIn(rules.groups)) return { kind: 'refused', why: 'other_group' };
  const listed = email === undefined ? undefined : findListed(people, email);
  if (listed !== undefined) {
    const entry: Entry = { person: personOf(listed, grantsOf), way: 'oidc', print: listedMark };
    return { kind: 'in', entry, isListed: true };
  }
  const role = isIn(rules.adminGroups) ? 'admin' : isIn(rules.reviewerGroups) ? 'reviewer' : rules.role;
  const id = email === undefined ? `oidc:sub=${claims.sub}` : `oidc:${email}`;
  const name = textOf(claims['name']) ?? email ?? claims.sub;
  const person = { id, name: name.slice(0, 80), role, mailboxes: 'all' as const };
  return { kind: 'in', entry: { person, way: 'oidc', print: '' }, isListed: false };
}

function verifiedEmail(claims: Claims): string | undefined {
  const email = textOf(claims['email'])?.toLowerCase();
  return claims['email_verified'] === true && email !== undefined && /^[^@\s]+@[^@\s]+$/.test(email)
    ? email
    : undefined;
}

/** Groups come as a list of names; some providers send one name as text. */
function groupsOf(claim: unknown): string[] {
  if (typeof claim === 'string') return [claim];
  return Array.isArray(claim) ? claim.filter((group) => typeof group === 'string') : [];
}

function textOf(claim: unknown): string | undefined {
  return typeof claim === 'string' && claim.trim() !== '' ? claim.trim() : undefined;
}
