import { describe, expect, test } from 'vitest';
import { type Claims, judgeClaims, type OidcRules } from '#server/sign-in/oidc-person.ts';

const rules: OidcRules = {
  domains: ['example.com'],
  groups: [],
  groupsClaim: 'groups',
  adminGroups: ['bosses'],
  reviewerGroups: ['support'],
  role: 'viewer',
};
const listed = [
  {
    id: 'anna',
    name: 'Anna',
    email: 'Anna@example.com',
    role: 'reviewer',
    mailboxes: ['support@example.com'],
  },
] as const;
const anna: Claims = { sub: '1', email: 'anna@example.com', email_verified: true, groups: ['bosses'] };
const berta: Claims = { sub: '2', email: 'Berta@Example.com', email_verified: true, name: 'Berta Blum' };

const judge = (claims: Claims, over: Partial<OidcRules> = {}) =>
  judgeClaims(
    claims,
    { ...rules, ...over },
    {
      people: { listed: () => listed },
      grantsOf: (mailbox) => (mailbox === 'support@example.com' ? ['g1'] : []),
    },
  );
const personOf = (...args: Parameters<typeof judge>) => {
  const judged = judge(...args);
  return judged.kind === 'in' ? judged.entry.person : judged.why;
};

test('who is in the file of people is that person, whatever groups the provider names', () => {
  expect(judge(anna)).toEqual({
    kind: 'in',
    isListed: true,
    entry: {
      person: { id: 'anna', name: 'Anna', role: 'reviewer', mailboxes: ['g1'] },
      way: 'oidc',
      print: 'listed',
    },
  });
});

test('anybody else is known by their verified address', () => {
  expect(personOf(berta)).toEqual({
    id: 'oidc:berta@example.com',
    name: 'Berta Blum',
    role: 'viewer',
    mailboxes: 'all',
  });
});

describe('of another domain nobody comes in', () => {
  test.each<[Claims, string]>([
    [{ ...berta, email: 'berta@evil.example' }, 'other_domain'],
    [{ ...berta, email: 'berta@sub.example.com' }, 'other_domain'],
    [{ ...berta, email: 'berta@example.com.evil.example' }, 'other_domain'],
    [{ ...berta, email: 'berta@example.com@evil.example' }, 'no_verified_email'],
    [{ ...berta, email: 'example.com' }, 'no_verified_email'],
    [{ ...berta, email_verified: false }, 'no_verified_email'],
    [{ ...berta, email_verified: 'true' }, 'no_verified_email'],
    [{ sub: '2', email: 'berta@example.com' }, 'no_verified_email'],
    [{ sub: '2', email_verified: true }, 'no_verified_email'],
    [{ sub: '2', email: ['berta@example.com'], email_verified: true }, 'no_verified_email'],
  ])('%j', (claims, why) => {
    expect(personOf(claims)).toBe(why);
  });
});

describe('groups', () => {
  test('let in, and with domains both are demanded', () => {
    const over = { groups: ['staff'] };
    expect(personOf(berta, over)).toBe('other_group');
    expect(personOf({ ...berta, groups: ['staff'] }, over)).toMatchObject({ role: 'viewer' });
    expect(personOf({ ...berta, groups: 'staff' }, over)).toMatchObject({ role: 'viewer' });
    expect(personOf({ ...berta, groups: ['staffing'] }, over)).toBe('other_group');
    expect(personOf({ ...anna, groups: [] }, over)).toBe('other_group');
  });

  test('alone let in who has no verified address, under an id that no address can be', () => {
    const over = { domains: [], groups: ['staff'] };
    const claims = { sub: 'anna@example.com', email: 'anna@example.com', groups: ['staff'] };
    expect(personOf(claims, over)).toMatchObject({ id: 'oidc:sub=anna@example.com' });
  });

  test.each([
    [['bosses'], 'admin'],
    [['support', 'bosses'], 'admin'],
    [['support'], 'reviewer'],
    [['others'], 'viewer'],
    [[7, null], 'viewer'],
  ])('%j make a role of %s', (groups, role) => {
    expect(personOf({ ...berta, groups })).toMatchObject({ role });
  });

  test('stand in the claim that is named', () => {
    expect(personOf({ ...berta, roles: ['bosses'] }, { groupsClaim: 'roles' })).toMatchObject({
      role: 'admin',
    });
  });
});
