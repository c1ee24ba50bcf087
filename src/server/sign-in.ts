import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { mayAs, type Person, type Role } from '#domain/person.ts';
import { refuse } from './answers.ts';
import { isFromOwnPage } from './origin.ts';
import type { NodeEnv } from './raw-body.ts';

/** Records of open sessions, in Redis; ids are random and cannot be guessed. */
type Sessions = {
  open(): Promise<string>;
  isOpen(id: string): Promise<boolean>;
  close(id: string): Promise<void>;
};

export type SignInDeps = {
  apiToken: string;
  sessions: Sessions;
  /** Where people reach the page; with `https:` the cookie is sent over TLS only. */
  publicUrl?: string | undefined;
};

/** What handlers behind the sign-in can read: who is signed in. */
export type SignedIn = NodeEnv & { Variables: { who: Person } };

const cookieName = 'inreply_session';
const cookieSeconds = 30 * 24 * 3600;

/** The ways to sign in: the API token as bearer, or a session that was opened with it on the page. */
export function createSignIn({ apiToken, sessions, publicUrl }: SignInDeps) {
  const wanted = sha256(apiToken);

  /** Compared in constant time over digests, so that neither length nor text shows in how long it takes. */
  const isToken = (given: string): boolean => given !== '' && timingSafeEqual(sha256(given), wanted);

  const hasSession = async (c: Context): Promise<boolean> => {
    const id = getCookie(c, cookieName);
    return id !== undefined && id !== '' && (await sessions.isOpen(id));
  };

  const openSession = async (c: Context): Promise<void> => {
    setCookie(c, cookieName, await sessions.open(), {
      httpOnly: true,
      sameSite: 'Strict',
      secure: publicUrl?.startsWith('https:') === true,
      path: '/',
      maxAge: cookieSeconds,
    });
  };

  const closeSession = async (c: Context): Promise<void> => {
    const id = deleteCookie(c, cookieName, { path: '/' });
    if (id) await sessions.close(id);
  };

  return {
    isToken,
    hasSession,
    openSession,
    closeSession,
    isOwn: (c: Context) => isFromOwnPage(c, publicUrl),
  };
}

export type SignIn = ReturnType<typeof createSignIn>;

/** Lets only signed-in callers through to the API; a session's requests must come from a page of ours. */
export function apiGuard(signIn: SignIn): MiddlewareHandler<SignedIn> {
  return async (c, next) => {
    const authorization = c.req.header('authorization');
    if (authorization !== undefined) {
      const token = /^bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
      if (!signIn.isToken(token)) return unauthorized(c);
      c.set('who', tokenHolder);
      return next();
    }
    if (!(await signIn.hasSession(c))) return unauthorized(c);
    if (!signIn.isOwn(c)) {
      return refuse(
        c,
        403,
        'foreign_origin',
        'A session may only be used from the page itself. Use the bearer token.',
      );
    }
    c.set('who', pageUser);
    return next();
  };
}

const tokenHolder: Person = { id: 'api', name: 'API token', role: 'admin', mailboxes: 'all' };
const pageUser: Person = { id: 'page', name: 'Review page', role: 'admin', mailboxes: 'all' };

/** Lets only people through whose role reaches that far; the others get 403. Stands behind `apiGuard`. */
export function needs(role: Role): MiddlewareHandler<SignedIn> {
  return async (c, next) => {
    if (mayAs(c.var.who, role)) return next();
    const message = `This needs the role ${role}; you have ${c.var.who.role}. An admin can change that.`;
    return refuse(c, 403, 'forbidden', message);
  };
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
