import { Hono, type Context } from 'hono';
import type { Clock } from '#domain/ports.ts';
import { formFields } from '#server/answers.ts';
import type { NodeEnv } from '#server/raw-body.ts';
import type { SignIn } from '#server/sign-in.ts';
import type { Events } from '#telemetry/events.ts';
import type { Entry } from './access.ts';
import { addressOf } from './address.ts';
import { browserMarks } from './browser-mark.ts';
import { createEntrance, type Outcome } from './enter.ts';
import { oidcRoutes } from './oidc-routes.ts';
import { ownPath } from './own-path.ts';

export type SignInRouteDeps = {
  signIn: SignIn;
  events: Pick<Events, 'signInFailed' | 'signedIn' | 'signedOut'>;
  now: Clock;
};

/** `/sign-in` and `/sign-out`: a token, a password or a provider's word is exchanged for a session cookie. */
export function signInRoutes({ signIn, events, now }: SignInRouteDeps): Hono<NodeEnv> {
  const app = new Hono<NodeEnv>();
  const { access, isToken, byToken } = signIn;
  const entrance = createEntrance({ access, isToken, byToken, events, now });
  const marks = browserMarks(access.keyFor('known browser'), signIn.cookie);

  const enter = async (c: Context<NodeEnv>, entry: Entry, to: string) => {
    const { person, way } = entry;
    await signIn.openSession(c, entry);
    events.signedIn({ by: person.id, way });
    await access.audit({
      at: now(),
      by: person.id,
      what: 'sign_in',
      way,
      from: addressOf(c, access.proxies),
    });
    if (way === 'password') marks.set(c, person.id);
    return c.redirect(to, 303);
  };

  app.get('/sign-in', (c) => {
    const { to, out } = c.req.query();
    const notice = out === undefined ? undefined : ({ kind: 'done', sentence: signedOut } as const);
    return signIn.page(c, 200, { to: ownPath(to), notice });
  });

  app.post('/sign-in', async (c) => {
    if (!signIn.isOwn(c)) return signIn.page(c, 403, { to: '/', notice: problem(foreign) });
    const { token, name = '', password = '', to: asked } = await formFields(c);
    const [to, address] = [ownPath(asked), addressOf(c, access.proxies)];
    const isByToken = token !== undefined || name === '';
    const outcome = isByToken
      ? await entrance.byToken(token ?? '', address)
      : await entrance.byPassword({ name, password }, address, (account) => marks.find(c, account));
    if (outcome.kind === 'in') return enter(c, outcome.entry, to);
    const { status, sentence } = refusalOf(outcome, isByToken);
    if (outcome.kind === 'wait') c.header('Retry-After', String(outcome.seconds));
    return signIn.page(c, status, { to, notice: problem(sentence), name });
  });

  app.post('/sign-out', async (c) => {
    const person = await signIn.personOfSession(c);
    if (person === undefined) return signIn.askToSignIn(c);
    if (!signIn.isOwn(c)) return signIn.page(c, 403, { to: '/', notice: problem(foreign) });
    const { everywhere } = await formFields(c);
    const isAll = everywhere !== undefined;
    const sessions = isAll ? await access.sessions.closeAll(person.id) : 1;
    await signIn.closeSession(c);
    events.signedOut({ by: person.id, person: person.id, sessions });
    await access.audit({
      at: now(),
      by: person.id,
      what: isAll ? 'sign_out_everywhere' : 'sign_out',
      sessions,
    });
    return c.redirect('/sign-in?out', 303);
  });

  if (access.oidc !== undefined) {
    app.route('/sign-in/oidc', oidcRoutes({ signIn, oidc: access.oidc, enter, events }));
  }
  return app;
}

const foreign = 'This form was sent from another site, so nothing was done. Try again here.';
const signedOut = 'You are signed out.';

function problem(sentence: string) {
  return { kind: 'problem', sentence } as const;
}

function refusalOf(outcome: Exclude<Outcome, { kind: 'in' }>, isByToken: boolean) {
  switch (outcome.kind) {
    case 'wrong':
      return {
        status: 401,
        sentence: isByToken
          ? 'That token is not right. It is the value of API_TOKEN.'
          : 'Name and password do not fit together.',
      } as const;
    case 'wait': {
      const what = isByToken ? 'tokens' : 'passwords';
      return {
        status: 429,
        sentence: `Too many wrong ${what}. Try again in ${inWords(outcome.seconds)}.`,
      } as const;
    }
    case 'busy':
      return { status: 503, sentence: 'Too many people sign in right now. Try again in a moment.' } as const;
  }
}

function inWords(seconds: number): string {
  if (seconds > 90) return `${Math.ceil(seconds / 60)} minutes`;
  return seconds === 1 ? 'one second' : `${seconds} seconds`;
}
