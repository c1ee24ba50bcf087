import { createHash, randomBytes } from 'node:crypto';
import type { Configuration } from 'openid-client';
import { messageOf, TransientError } from '#errors.ts';
import type { OidcFlows } from '#store/oidc-flows.ts';
import { type Claims, judgeClaims, type Judged, type OidcRules } from './oidc-person.ts';
import type { GrantsOf, People } from './people.ts';

const TIMEOUT_SECONDS = 10;
/** What a provider says of itself is asked anew after this. */
const DISCOVERY_MS = 60 * 60 * 1000;
const callbackPath = '/sign-in/oidc/callback';

export type OidcSettings = OidcRules & {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** With spaces between. */
  scopes: string;
  /** Where people reach the page; the provider sends them back there. */
  publicUrl: string;
};

type Deps = {
  flows: OidcFlows;
  people: People;
  grantsOf: GrantsOf;
  now: () => number;
  /** Aborted when the server stops. */
  signal: AbortSignal;
};

export type Finished =
  | { kind: 'judged'; judged: Judged; to: string }
  /** Not one that this browser started, or one that is over. */
  | { kind: 'unknown' }
  /** The provider, or the checks of what it answered, said no. */
  | { kind: 'denied'; why: string; detail: string };

/** Sign-in at a provider: the authorization code flow with PKCE, state and nonce (OpenID Connect Core section 3.1; RFC 9700). */
export type Oidc = {
  /** The address at the provider to send the browser to. Rejects with TransientError when the provider does not answer. */
  start(to: string, browser: string): Promise<string>;
  /** What came of it, by the query the browser came back with. Rejects with TransientError as above. */
  finish(query: string, browser: string | undefined): Promise<Finished>;
};

export function createOidc(settings: OidcSettings, deps: Deps): Oidc {
  const { flows, now, signal } = deps;
  const redirectUri = `${settings.publicUrl}${callbackPath}`;
  let known: { configuration: Promise<Configuration>; atMs: number } | undefined;

  /** The library is loaded with the first sign-in, and the provider asked then, so that a start needs neither. */
  async function configurationNow(): Promise<Configuration> {
    if (known === undefined || now() - known.atMs > DISCOVERY_MS) {
      known = { configuration: discover(settings, signal), atMs: now() };
    }
    try {
      return await known.configuration;
    } catch (cause) {
      known = undefined;
      throw new TransientError('the provider at OIDC_ISSUER does not answer', { cause });
    }
  }

  return {
    async start(to, browser) {
      const configuration = await configurationNow();
      const client = await import('openid-client');
      const [state, nonce, verifier] = [randomText(), client.randomNonce(), client.randomPKCECodeVerifier()];
      await flows.keep(state, { verifier, nonce, to, browser: digest(browser) });
      return client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: settings.scopes,
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }).href;
    },

    async finish(query, browser) {
      const state = new URLSearchParams(query).get('state') ?? '';
      // Taken whatever follows: a state is good once.
      const flow = state === '' ? undefined : await flows.take(state);
      if (flow === undefined || browser === undefined || digest(browser) !== flow.browser) {
        return { kind: 'unknown' };
      }
      const configuration = await configurationNow();
      try {
        const claims = await claimsOf(configuration, settings, new URL(`${redirectUri}?${query}`), {
          expectedState: state,
          expectedNonce: flow.nonce,
          pkceCodeVerifier: flow.verifier,
        });
        return { kind: 'judged', judged: judgeClaims(claims, settings, deps), to: flow.to };
      } catch (error) {
        if (isAway(error)) {
          throw new TransientError('the provider at OIDC_ISSUER does not answer', { cause: error });
        }
        return { kind: 'denied', why: codeOf(error), detail: messageOf(error).slice(0, 200) };
      }
    },
  };
}

async function discover(settings: OidcSettings, signal: AbortSignal): Promise<Configuration> {
  const client = await import('openid-client');
  const { issuer, clientId, clientSecret } = settings;
  return client.discovery(new URL(issuer), clientId, clientSecret, undefined, {
    timeout: TIMEOUT_SECONDS,
    execute: [
      client.enableNonRepudiationChecks,
      // Only hosts of this machine get so far without TLS: the settings refuse others.
      ...(issuer.startsWith('http://') ? [client.allowInsecureRequests] : []),
    ],
    [client.customFetch]: (url, options) =>
      fetch(url, {
        ...options,
        // A form in all calls that are made here; its type also allows what the types of browsers do not know.
        body: options.body instanceof URLSearchParams ? options.body : null,
        signal: AbortSignal.any([signal, ...(options.signal === undefined ? [] : [options.signal])]),
      }),
  });
}

/** The claims of the ID token; what it lacks of address and groups is asked of the provider (OpenID Connect Core section 5.3). */
async function claimsOf(
  configuration: Configuration,
  { groups, adminGroups, reviewerGroups, groupsClaim }: OidcRules,
  url: URL,
  checks: { expectedState: string; expectedNonce: string; pkceCodeVerifier: string },
): Promise<Claims> {
  const client = await import('openid-client');
  const tokens = await client.authorizationCodeGrant(configuration, url, {
    ...checks,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined) throw new Error('the provider gave no ID token');
  const wantsGroups = groups.length + adminGroups.length + reviewerGroups.length > 0;
  const lacks =
    claims['email'] === undefined ||
    claims['email_verified'] === undefined ||
    (wantsGroups && claims[groupsClaim] === undefined);
  if (!lacks || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
  const more = await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
  return { ...more, ...claims };
}

/** Nobody was reached, or not in time; anything else is an answer. */
function isAway(error: unknown): boolean {
  const code = codeOf(error);
  if (['OAUTH_TIMEOUT', 'OAUTH_ABORT'].includes(code)) return true;
  const status: unknown = error instanceof Error && 'status' in error ? error.status : undefined;
  if (typeof status === 'number') return status >= 500;
  return error instanceof TypeError && error.message === 'fetch failed';
}

/** A code of the library or of the provider (RFC 6749 section 4.1.2.1), never a text with what was sent. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const given: unknown = 'error' in error ? error.error : 'code' in error ? error.code : undefined;
  return typeof given === 'string' ? given.slice(0, 60) : error.name;
}

function randomText(): string {
  return randomBytes(24).toString('base64url');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
