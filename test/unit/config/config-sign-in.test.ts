import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadConfig, type Environment } from '../../../src/config.ts';

const oidc = {
  OIDC_ISSUER: 'https://login.example.com/',
  OIDC_CLIENT_ID: 'inreply',
  OIDC_CLIENT_SECRET: 'oidc_secret',
  OIDC_ALLOWED_DOMAINS: '@Example.com, example.org',
  PUBLIC_URL: 'https://mail.example.com',
};

function faultsOf(env: Environment): string[] {
  try {
    loadConfig(env, 'server');
    return [];
  } catch (error) {
    return String(error)
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}

const roleOf = (more: Environment) => loadConfig({ ...oidc, ...more }, 'server').signIn.oidc?.role;

describe('the settings of the sign-in', () => {
  it('name a provider, whom it may let in and as what', () => {
    const { signIn } = loadConfig(oidc, 'server');
    expect(signIn.oidc).toMatchObject({
      issuer: 'https://login.example.com',
      domains: ['example.com', 'example.org'],
      groups: [],
      groupsClaim: 'groups',
      scopes: 'openid email profile',
      role: 'reviewer',
    });
  });

  it('take others as viewers where reviewers are named, unless they say otherwise', () => {
    expect(roleOf({ OIDC_REVIEWER_GROUPS: 'support' })).toBe('viewer');
    expect(roleOf({ OIDC_REVIEWER_GROUPS: 'support', OIDC_ROLE: 'reviewer' })).toBe('reviewer');
  });

  it('show no secret', () => {
    const config = loadConfig({ ...oidc, SESSION_SECRET: 'session_secret'.repeat(3) }, 'server');
    const shown = [inspect(config, { depth: 9 }), JSON.stringify(config), inspect(config.signIn.oidc)].join();
    expect(shown).not.toMatch(/oidc_secret|session_secret/);
  });

  it.each<[Environment, string]>([
    [{ OIDC_CLIENT_ID: '' }, 'OIDC_CLIENT_ID is not set'],
    [{ OIDC_CLIENT_SECRET: '' }, 'OIDC_CLIENT_SECRET is not set'],
    [{ PUBLIC_URL: '' }, 'PUBLIC_URL is not set'],
    [{ OIDC_ALLOWED_DOMAINS: '' }, 'whoever has an account at OIDC_ISSUER could sign in'],
    [{ OIDC_ISSUER: 'http://login.example.com' }, 'OIDC_ISSUER must start with https://'],
    [{ OIDC_ROLE: 'boss' }, 'OIDC_ROLE must be one of viewer, reviewer, admin'],
    [{ SESSION_SECRET: 'short' }, 'SESSION_SECRET has fewer than 32 characters'],
    [{ TRUST_PROXY: 'yes' }, 'TRUST_PROXY must be a whole number from 0 to 10'],
    [{ SIGN_IN_TOKEN: 'no' }, 'SIGN_IN_TOKEN must be on or off'],
  ])('with %j stop the start and say why', (over, fault) => {
    expect(faultsOf({ ...oidc, ...over })).toEqual([expect.stringContaining(fault)]);
  });

  it('do not lock everybody out', () => {
    expect(faultsOf({ SIGN_IN_TOKEN: 'off' })).toEqual([
      expect.stringContaining('nobody else could sign in'),
    ]);
    expect(faultsOf({ SIGN_IN_TOKEN: 'off', PEOPLE_FILE: 'people.yaml' })).toEqual([]);
  });

  it('allow a provider on this machine without TLS', () => {
    expect(faultsOf({ ...oidc, OIDC_ISSUER: 'http://127.0.0.1:9000' })).toEqual([]);
  });
});
