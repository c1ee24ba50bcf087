import { z } from 'zod';
import { roles } from '#domain/person.ts';
import { isLoopback, list, secretive, text, webAddress, whole } from './config-fields.ts';

/** The variables that say who may sign in, and how; part of those of `config.ts`. */
export const signInVariables = {
  SESSION_SECRET: text().refine((secret) => secret === undefined || secret.length >= 32, {
    error: 'has fewer than 32 characters: use a long random one, for example from openssl rand -hex 32',
  }),
  SIGN_IN_TOKEN: z.enum(['on', 'off'], { error: 'must be on or off' }).default('on'),
  TRUST_PROXY: whole(0, 10, 0),
  PEOPLE_FILE: text(),
  OIDC_ISSUER: webAddress().optional(),
  OIDC_CLIENT_ID: text(),
  OIDC_CLIENT_SECRET: text(),
  OIDC_ALLOWED_DOMAINS: list(),
  OIDC_ALLOWED_GROUPS: list(),
  OIDC_SCOPES: z.string().default('openid email profile'),
  OIDC_GROUPS_CLAIM: z.string().default('groups'),
  OIDC_ADMIN_GROUPS: list(),
  OIDC_REVIEWER_GROUPS: list(),
  OIDC_ROLE: z.enum(roles, { error: `must be one of ${roles.join(', ')}` }).optional(),
};

const Variables = z.object(signInVariables);
type Variables = z.infer<typeof Variables>;

/** What is set of a sign-in and cannot work, or would let in anybody; only a server is asked for it. */
export function signInFaults(env: Readonly<Record<string, string | undefined>>): string[] {
  const faults: string[] = [];
  const issuer = env['OIDC_ISSUER'];
  const hasOidc = issuer !== undefined;
  if (env['SIGN_IN_TOKEN'] === 'off' && !hasOidc && env['PEOPLE_FILE'] === undefined) {
    faults.push(
      'SIGN_IN_TOKEN is off, and nobody else could sign in: set PEOPLE_FILE or OIDC_ISSUER, or leave it on',
    );
  }
  if (!hasOidc) return faults;
  for (const name of ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const) {
    if (env[name] === undefined) {
      faults.push(
        `${name} is not set: register Inreply with the provider at OIDC_ISSUER, and set what it gives`,
      );
    }
  }
  if (env['PUBLIC_URL'] === undefined) {
    faults.push('PUBLIC_URL is not set: with OIDC_ISSUER the provider sends people back to it');
  }
  if (env['OIDC_ALLOWED_DOMAINS'] === undefined && env['OIDC_ALLOWED_GROUPS'] === undefined) {
    faults.push(
      'OIDC_ALLOWED_DOMAINS and OIDC_ALLOWED_GROUPS are not set: whoever has an account at OIDC_ISSUER could sign in; set one of them',
    );
  }
  if (URL.canParse(issuer) && issuer.startsWith('http://') && !isLoopback(new URL(issuer).hostname)) {
    faults.push(
      'OIDC_ISSUER must start with https://: without TLS anybody on the way could sign in as anybody',
    );
  }
  return faults;
}

/** The settings of the sign-in; `oidc` is undefined unless OIDC_ISSUER is set. */
export function signInGroup(v: Variables) {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId = '', OIDC_CLIENT_SECRET: clientSecret = '' } = v;
  const oidc =
    issuer === undefined
      ? undefined
      : secretive(
          {
            issuer,
            clientId,
            clientSecret,
            domains: v.OIDC_ALLOWED_DOMAINS.map((domain) => domain.toLowerCase().replace(/^@/, '')),
            groups: v.OIDC_ALLOWED_GROUPS,
            scopes: v.OIDC_SCOPES,
            groupsClaim: v.OIDC_GROUPS_CLAIM,
            adminGroups: v.OIDC_ADMIN_GROUPS,
            reviewerGroups: v.OIDC_REVIEWER_GROUPS,
            /** Of those in none of the groups above: where reviewers are named, the others only read. */
            role: v.OIDC_ROLE ?? (v.OIDC_REVIEWER_GROUPS.length > 0 ? 'viewer' : 'reviewer'),
          },
          ['clientSecret'],
        );
  return secretive(
    {
      /** Undefined: one is made and kept in Redis. */
      secret: v.SESSION_SECRET,
      /** Whether the page takes API_TOKEN. */
      byToken: v.SIGN_IN_TOKEN === 'on',
      /** How many proxies of ours stand in front, and so how far `X-Forwarded-For` is believed. */
      proxies: v.TRUST_PROXY,
      peopleFile: v.PEOPLE_FILE,
      oidc,
    },
    ['secret'],
  );
}
