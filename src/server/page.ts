import { Hono, type Context } from 'hono';
import type { BuiltPage } from './built-page.ts';
import { plainPage } from './page-layout.ts';
import type { NodeEnv } from './raw-body.ts';
import type { SignIn } from './sign-in.ts';

/** `page`: undefined when nothing was built; the API runs all the same. */
export type PageDeps = { page: BuiltPage | undefined };

/** Every address of the page; what is shown at each is decided by its script. */
const views = [
  '/',
  '/reviews/:id',
  '/activity',
  '/activity/:grant/:message',
  '/threads',
  '/threads/:grant/:thread',
  '/agents',
  '/health',
];

const notBuilt =
  'The review page is not built. Run "sh infra/bootstrap.sh" in the project and start again; the API runs meanwhile.';

/** The page and its files (decision 0027), behind the sign-in: without a session 401 and the form to sign in. */
export function pageRoutes({ page, signIn }: PageDeps & { signIn: SignIn }): Hono<NodeEnv> {
  const app = new Hono<NodeEnv>();

  for (const path of views) {
    app.get(path, async (c) => {
      if ((await signIn.personOfSession(c)) === undefined) return signIn.askToSignIn(c);
      return page === undefined ? c.html(plainPage('Not built', notBuilt), 503) : c.html(page.index);
    });
  }

  app.get('/app/:file', async (c) => {
    if ((await signIn.personOfSession(c)) === undefined) return c.text('Sign in first.', 401);
    const file = page?.files.get(c.req.param('file'));
    if (file === undefined) return c.text('There is no such file; load the page again.', 404);
    return c.body(packed(c) ? file.gzipped : file.bytes, 200, {
      'Content-Type': file.type,
      // The name holds a hash of what is in it, so that it never changes; `private`: it stands behind the sign-in.
      'Cache-Control': 'private, max-age=31536000, immutable',
      Vary: 'Accept-Encoding',
      ...(packed(c) ? { 'Content-Encoding': 'gzip' } : {}),
    });
  });

  return app;
}

function packed(c: Context): boolean {
  return /\bgzip\b/.test(c.req.header('accept-encoding') ?? '');
}
