import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { mayAs, type Person, type Role } from '#domain/person.ts';
import { refuse } from './answers.ts';
import { isFromOwnPage } from './origin.ts';
import type { NodeEnv } from './raw-body.ts';
import { type Access, allowedNow, type Entry } from './sign-in/access.ts';
import { ownPath } from './sign-in/own-path.ts';
import { type SignInPage, signInPage, type Ways } from './sign-in/page.ts';
import { grantsOfAll } from './sign-in/people.ts';
import { partsOf, signed } from './sign-in/signed.ts';

export type SignInDeps = {
  apiToken: string;
  access: Access;
  /** Where people reach the page; with `https:` the cookie is sent over TLS only. */
  publicUrl?: string | undefined;
};

/**
 * What handlers behind the sign-in can read: who is signed in, and for an answer that lasts, who is so at a later moment:
 * undefined once the session has ended or the token is gone.
 */
export type SignedIn = NodeEnv & {
  Variables: { who: Person; whoNow: () => Promise<Person | undefined> };
};

const cookieSeconds = 30 * 24 * 3600;

const tokenHolder: Person = { id: 'api', name: 'API token', role: 'admin', mailboxes: 'all' };
const pageUser: Person = { id: 'token', name: 'API token', role: 'admin', mailboxes: 'all' };

/** Who comes with a request: by a bearer token, or by a session that was opened on the page. */
export function createSignIn({ apiToken, access, publicUrl }: SignInDeps) {
  const wanted = sha256(apiToken);
  const printOfToken = wanted.toString('base64url').slice(0, 22);
  const key = access.keyFor('session');
  const secure = publicUrl?.startsWith('https:') === true;
  const cookie = { httpOnly: true, sameSite: 'Lax', secure, path: '/' } as const;
  const cookieName = secure ? '__Host-inreply_session' : 'inreply_session';

  /** Compared in constant time over digests, so that neither length nor text shows in how long it takes. */
  const isToken = (given: string): boolean => given !== '' && timingSafeEqual(sha256(given), wanted);

  const ways = (): Ways => ({
    oidc: access.oidc !== undefined,
    password: access.people.listed().some(({ password }) => password !== undefined),
    token: access.byToken,
  });

  const cookieIds = (c: Context): { personId: string; id: string } | undefined => {
    const [personId, id] = partsOf(getCookie(c, cookieName), key) ?? [];
    return personId === undefined || id === undefined ? undefined : { personId, id };
  };

  /** Who holds a bearer token; a further token is named `token:NAME`. */
  const bearer = async (token: string): Promise<Person | undefined> => {
    if (isToken(token)) return tokenHolder;
    const found = await access.tokens.find(token);
    if (found === undefined) return undefined;
    const { name, role, mailboxes } = found;
    return {
      id: `token:${name}`,
      name,
      role,
      mailboxes: grantsOfAll(mailboxes ?? undefined, access.grantsOf),
    };
  };

  /** Whose session the cookie of a request belongs to, as they are now; undefined without an open one. */
  const personOfSession = async (c: Context): Promise<Person | undefined> => {
    const ids = cookieIds(c);
    const session = ids && (await access.sessions.find(ids.personId, ids.id));
    return session && allowedNow(session, access, printOfToken);
  };

  const closeSession = async (c: Context): Promise<void> => {
    const ids = cookieIds(c);
    deleteCookie(c, cookieName, cookie);
    if (ids !== undefined) await access.sessions.close(ids.personId, ids.id);
  };

  const openSession = async (c: Context, entry: Entry): Promise<void> => {
    const before = cookieIds(c);
    if (before !== undefined) await access.sessions.close(before.personId, before.id);
    const id = await access.sessions.open(entry);
    const value = signed([entry.person.id, id], key);
    setCookie(c, cookieName, value, { ...cookie, maxAge: cookieSeconds });
  };

  return {
    access,
    isToken,
    bearer,
    /** The sign-in page; afterwards it goes to `to`. */
    page: (c: Context, status: 200 | 400 | 401 | 403 | 429 | 503, page: Omit<SignInPage, 'ways'>) =>
      c.html(signInPage({ ...page, ways: ways() }), status),
    /** The answer to whoever asks for a page without a session: the sign-in page, which leads back there. */
    askToSignIn: (c: Context, sentence?: string) => {
      const to = c.req.method === 'GET' ? ownPath(fromOrigin(c.req.url)) : '/';
      const notice = sentence === undefined ? undefined : ({ kind: 'problem', sentence } as const);
      return c.html(signInPage({ ways: ways(), to, notice }), 401);
    },
    personOfSession,
    openSession,
    closeSession,
    /** What the holder of the API token is let in as, on the page. */
    byToken: (): Entry => ({ person: pageUser, way: 'token', print: printOfToken }),
    isOwn: (c: Context) => isFromOwnPage(c, publicUrl),
    /** For further cookies of the sign-in. */
    cookie,
  };
}

function fromOrigin(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}

export type SignIn = ReturnType<typeof createSignIn>;

/** Lets only signed-in callers through to the API; a session's requests must come from a page of ours. */
export function apiGuard(signIn: SignIn): MiddlewareHandler<SignedIn> {
  return async (c, next) => {
    const whoNow = () => callerOf(signIn, c);
    const who = await whoNow();
    if (who === undefined) return unauthorized(c);
    if (!isByToken(c) && !signIn.isOwn(c)) {
      return refuse(
        c,
        403,
        'foreign_origin',
        'A session may only be used from the page itself. Use the bearer token.',
      );
    }
    c.set('who', who);
    c.set('whoNow', whoNow);
    return next();
  };
}

const isByToken = (c: Context): boolean => c.req.header('authorization') !== undefined;

/** A token that is wrong is not made good by a session. */
async function callerOf(signIn: SignIn, c: Context): Promise<Person | undefined> {
  if (!isByToken(c)) return signIn.personOfSession(c);
  return signIn.bearer(/^bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '');
}

/** A guard that tells whom it lets through, so that the document of the API tells the same. */
type RoleGuard = MiddlewareHandler<SignedIn> & { role: Role };

/**
 * Lets only people through whose role reaches that far; the others get 403. With `over` also those who see only some
 * mailboxes are stopped, as what follows concerns all. Stands behind `apiGuard`.
 */
export function needs(role: Role, over?: 'all mailboxes'): RoleGuard {
  const guard: MiddlewareHandler<SignedIn> = async (c, next) => {
    if (over !== undefined && mayAs(c.var.who, role) && c.var.who.mailboxes !== 'all') {
      return refuse(c, 403, 'forbidden', 'This concerns all mailboxes, and you see only some of them.');
    }
    if (mayAs(c.var.who, role)) return next();
    const message = `This needs the role ${role}; you have ${c.var.who.role}. An admin can change that.`;
    return refuse(c, 403, 'forbidden', message);
  };
  return Object.assign(guard, { role });
}

function unauthorized(c: Context): Response {
  c.header('WWW-Authenticate', 'Bearer realm="inreply"');
  return refuse(
    c,
    401,
    'unauthorized',
    'Send "Authorization: Bearer TOKEN" with the value of API_TOKEN, or sign in at /sign-in.',
  );
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
