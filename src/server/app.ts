import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { routePath } from 'hono/route';
import { secureHeaders } from 'hono/secure-headers';
import { TransientError, Unreadable } from '#errors.ts';
import type { Events } from '#telemetry/events.ts';
import { createAdmission, type Admit } from './admission.ts';
import { refuse } from './answers.ts';
import { bodiesAreJson, createApi } from './api/base.ts';
import { type ApiDeps, apiRoutes } from './api/groups.ts';
import { assetRoutes } from './assets.ts';
import { documentRoutes } from './document-routes.ts';
import { healthRoutes, isAnswering, type HealthDeps } from './health.ts';
import { frameHeaders } from './mail-frame/headers.ts';
import { plainPage } from './page-layout.ts';
import { pageRoutes, type PageDeps } from './page.ts';
import { type OneTapDeps, oneTapRoutes } from './one-tap.ts';
import type { NodeEnv } from './raw-body.ts';
import { apiGuard, createSignIn, type SignIn, type SignInDeps } from './sign-in.ts';
import { signInRoutes } from './sign-in/routes.ts';
import { type SlackActionsDeps, slackRoutes } from './slack-actions.ts';
import { webhookRoutes, type WebhookDeps } from './webhooks.ts';

export type AppDeps = Omit<WebhookDeps, 'admitOne' | 'events'> &
  HealthDeps &
  ApiDeps &
  OneTapDeps &
  SlackActionsDeps &
  PageDeps &
  SignInDeps & { admit: Admit; events: Events };

const requestLimit = 1024 * 1024;

/** The whole HTTP interface (DESIGN section 6). Pure wiring: no sockets, no environment, nothing started. */
export function createApp(deps: AppDeps): Hono<NodeEnv> {
  const app = new Hono<NodeEnv>();
  const signIn = createSignIn(deps);

  // First, so that nothing in front of it makes a whole Request of a webhook and reads its body.
  app.route('/webhooks/nylas', webhookRoutes({ ...deps, admitOne: createAdmission(deps) }));

  app.use(accessLog(deps));
  app.route('/slack', slackRoutes(deps));
  app.route('/one-tap', oneTapRoutes(deps));
  app.use(headersOf());
  app.use(noStore());
  app.use(bodyLimit({ maxSize: requestLimit, onError: tooLarge }));
  app.use(methodNotAllowed({ app, onMethodNotAllowed: wrongMethod }));
  app.route('/', healthRoutes(deps));
  app.route('/', assetRoutes());
  app.route('/', signInRoutes({ signIn, events: deps.events, now: deps.now }));
  app.route('/', pageRoutes({ page: deps.page, signIn }));
  app.route('/', apiBehind(signIn, deps));

  app.notFound((c) =>
    isApi(c)
      ? refuse(c, 404, 'not_found', `There is no ${c.req.method} ${c.req.path}. GET /api/reviews is one.`)
      : c.html(plainPage('Not found', 'There is no such page.'), 404),
  );
  app.onError((error, c) => answerFault(error, c, deps));
  return app;
}

/** Everything behind the sign-in that programs talk to. */
function apiBehind(signIn: SignIn, deps: AppDeps) {
  const app = createApi();
  app.use('/api/*', apiGuard(signIn), bodiesAreJson());
  app.route('/', apiRoutes(deps));
  documentRoutes(app, { signIn, publicUrl: deps.publicUrl });
  return app;
}

/** No inline script or style, no other host: what a mail smuggles into the page cannot run or report. */
const headerOptions = {
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    connectSrc: ["'self'"],
    // The HTML of a mail, sanitised, in a frame without rights.
    frameSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: 'DENY',
  // With `no-referrer` browsers send `Origin: null` with our own forms, and the check of it would refuse them.
  referrerPolicy: 'same-origin',
};

const frame = /^\/api\/threads\/[^/]+\/[^/]+\/messages\/[^/]+\/html$/;

/** The headers of every answer; the mail in its frame has stricter ones, and may stand in our page. */
function headersOf(): MiddlewareHandler {
  const usual = secureHeaders(headerOptions);
  return async (c, next) => {
    await usual(c, next);
    if (!frame.test(c.req.path)) return;
    for (const [name, value] of Object.entries(frameHeaders)) c.header(name, value);
  };
}

function accessLog({ events, now }: AppDeps) {
  return async (c: Context, next: () => Promise<void>) => {
    const startedMs = now();
    await next();
    const { method } = c.req;
    events.requestAnswered({ method, route: routeOf(c), status: c.res.status, tookMs: now() - startedMs });
  };
}

/** Pages and answers hold mail; no cache on the way or in the browser keeps them. */
function noStore() {
  return async (c: Context, next: () => Promise<void>) => {
    await next();
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
  };
}

async function answerFault(error: Error, c: Context, { events, ping }: AppDeps): Promise<Response> {
  if (error instanceof HTTPException) {
    // Hono's own reader of bodies has no other complaint than this one.
    return isApi(c)
      ? refuse(c, 400, 'invalid_body', 'The body is not JSON. Send a JSON object.')
      : error.getResponse();
  }
  events.requestFailed({ method: c.req.method, route: routeOf(c), error });
  if (error instanceof Unreadable && isApi(c)) {
    return refuse(c, 500, 'unreadable', 'What is stored of this cannot be read. Its id stands in the log.');
  }
  const isAway = error instanceof TransientError || !(await isAnswering(ping));
  const [status, type, message] = isAway
    ? ([503, 'unavailable', 'Redis does not answer, so nothing was done. Try again in a moment.'] as const)
    : ([500, 'internal', 'This is a fault of Inreply. Its log says more.'] as const);
  return isApi(c) ? refuse(c, status, type, message) : c.html(plainPage('Not now', message), status);
}

function tooLarge(c: Context): Response {
  return refuse(c, 413, 'too_large', 'The body is larger than 1 MB.');
}

function wrongMethod(c: Context, allowed: string[]): Response {
  c.header('Allow', allowed.join(', '));
  return refuse(c, 405, 'wrong_method', `Use ${allowed.join(' or ')} here.`);
}

function isApi(c: Context): boolean {
  const { path } = c.req;
  return path === '/api' || path.startsWith('/api/') || path === '/openapi.json';
}

/** The pattern of the route, which holds no ids. */
function routeOf(c: Context): string {
  return routePath(c, -1);
}
