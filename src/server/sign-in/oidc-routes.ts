import { randomBytes } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { messageOf, TransientError } from '#errors.ts';
import type { NodeEnv } from '#server/raw-body.ts';
import type { SignIn } from '#server/sign-in.ts';
import type { Events } from '#telemetry/events.ts';
import type { Entry } from './access.ts';
import { addressOf } from './address.ts';
import type { Finished, Oidc } from './oidc.ts';
import { ownPath } from './own-path.ts';
import { takeStart } from './tries.ts';

type Deps = {
  signIn: SignIn;
  oidc: Oidc;
  enter: (c: Context<NodeEnv>, entry: Entry, to: string) => Promise<Response>;
  events: Pick<Events, 'signInFailed'>;
};

/** Ties a sign-in at the provider to the browser that began it. `Lax`, as the way back begins on another site. */
const cookieName = 'inreply_flow';
const cookieSeconds = 10 * 60;

/** `/sign-in/oidc` leads to the provider, `/sign-in/oidc/callback` is where it leads back to. */
export function oidcRoutes({ signIn, oidc, enter, events }: Deps): Hono<NodeEnv> {
  const app = new Hono<NodeEnv>();
  const { access, cookie } = signIn;

  const refuse = (c: Context, status: 403 | 429 | 503, sentence: string, to = '/') =>
    signIn.page(c, status, { to, notice: { kind: 'problem', sentence } });

  const isAway = (c: Context, error: unknown, to?: string) => {
    if (!(error instanceof TransientError)) throw error;
    events.signInFailed({ way: 'oidc', why: 'away', detail: causeOf(error) });
    return refuse(c, 503, away, to);
  };

  app.get('/', async (c) => {
    const to = ownPath(c.req.query('to'));
    const { waitMs } = await takeStart(access.tries, addressOf(c, access.proxies));
    if (waitMs > 0) {
      c.header('Retry-After', String(Math.ceil(waitMs / 1000)));
      return refuse(c, 429, 'Too many sign-ins were begun from here. Try again in a minute.', to);
    }
    const browser = getCookie(c, cookieName) ?? randomBytes(24).toString('base64url');
    try {
      const url = await oidc.start(to, browser);
      setCookie(c, cookieName, browser, { ...cookie, path: '/sign-in/oidc', maxAge: cookieSeconds });
      return c.redirect(url, 303);
    } catch (error) {
      return isAway(c, error, to);
    }
  });

  app.get('/callback', async (c) => {
    let finished: Finished;
    try {
      finished = await oidc.finish(new URL(c.req.url).search.slice(1), getCookie(c, cookieName));
    } catch (error) {
      return isAway(c, error);
    }
    if (finished.kind === 'unknown') {
      events.signInFailed({ way: 'oidc', why: 'unknown_state' });
      return refuse(c, 403, 'This sign-in is over, or began in another browser. Begin again here.');
    }
    if (finished.kind === 'denied') {
      const { why, detail } = finished;
      events.signInFailed({ way: 'oidc', why, detail });
      return refuse(c, 403, 'Your provider did not let you in, or its answer could not be trusted.');
    }
    const { judged, to } = finished;
    if (judged.kind === 'refused') {
      events.signInFailed({ way: 'oidc', why: judged.why });
      return refuse(c, 403, refusals[judged.why]);
    }
    if (!judged.isListed) await access.seen.note(judged.entry.person);
    return enter(c, judged.entry, to);
  });

  return app;
}

/** The message alone: what hangs on the errors of the library may hold claims. */
function causeOf({ cause }: TransientError): string {
  return messageOf(cause).slice(0, 200);
}

const away = 'Your provider does not answer, so nobody can sign in by it. Try again in a moment.';

const refusals = {
  no_verified_email: 'Your provider does not vouch for your e-mail address, so it lets nobody in here.',
  other_domain: 'Your e-mail address is of a domain that may not sign in here. Ask an admin.',
  other_group: 'You are in none of the groups that may sign in here. Ask an admin.',
} as const;
