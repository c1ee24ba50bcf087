import { Hono } from 'hono';
import { html } from 'hono/html';
import type { Clock } from '#domain/ports.ts';
import { formFields } from './answers.ts';
import { createAttempts } from './attempts.ts';
import { layout, type Html } from './page-layout.ts';
import { incomingOf, type NodeEnv } from './raw-body.ts';
import type { SignIn } from './sign-in.ts';

const attemptLimit = 10;
const attemptWindowMs = 60_000;

/** `GET` and `POST /sign-in`, `POST /sign-out`: the API token is exchanged for a session cookie. */
export function signInRoutes({ signIn, now }: { signIn: SignIn; now: Clock }): Hono<NodeEnv> {
  const app = new Hono<NodeEnv>();
  const attempts = createAttempts({ limit: attemptLimit, windowMs: attemptWindowMs, now });

  app.get('/sign-in', (c) => c.html(signInPage()));

  app.post('/sign-in', async (c) => {
    if (!signIn.isOwn(c)) return c.html(signInPage(foreign), 403);
    const who = incomingOf(c)?.socket.remoteAddress ?? 'unknown';
    const waitSeconds = Math.ceil(attempts.waitMs(who) / 1000);
    if (waitSeconds > 0) {
      c.header('Retry-After', String(waitSeconds));
      return c.html(signInPage(`Too many wrong tokens. Try again in ${waitSeconds} seconds.`), 429);
    }
    const { token = '' } = await formFields(c);
    if (!signIn.isToken(token.trim())) {
      attempts.failed(who);
      return c.html(signInPage('That token is not right. It is the value of API_TOKEN.'), 401);
    }
    await signIn.openSession(c, signIn.byToken());
    return c.redirect('/', 303);
  });

  app.post('/sign-out', async (c) => {
    if ((await signIn.personOfSession(c)) === undefined) return c.html(signInPage(), 401);
    if (!signIn.isOwn(c)) return c.html(signInPage(foreign), 403);
    await signIn.closeSession(c);
    return c.redirect('/sign-in', 303);
  });

  return app;
}

const foreign = 'This form was sent from another site, so nothing was done. Try again here.';

/** The form for the token; its script takes a token from the fragment of a sign-in link. */
export function signInPage(problem?: string): Html {
  const content = html`<main class="sign-in">
    <h1>Inreply</h1>
    <p class="lead">Sign in to review the replies that wait for a person.</p>
    ${problem === undefined ? '' : html`<p class="notice problem" role="alert">${problem}</p>`}
    <form method="post" action="/sign-in" id="sign-in">
      <label for="token">Access token</label>
      <input
        id="token"
        name="token"
        type="password"
        autocomplete="current-password"
        autocapitalize="off"
        spellcheck="false"
        required
        autofocus
      />
      <p class="hint">The value of <code>API_TOKEN</code>; when none was set, the one printed at start.</p>
      <button class="primary">Sign in</button>
    </form>
  </main>`;
  return layout({ title: 'Sign in', script: '/assets/sign-in.js', content });
}
