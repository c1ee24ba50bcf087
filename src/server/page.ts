import { Hono, type Context, type MiddlewareHandler } from 'hono';
import type { z } from 'zod';
import type { Clock } from '#domain/ports.ts';
import type { Pause } from '#domain/pause.ts';
import { mayAs, type Person } from '#domain/person.ts';
import { reviewStatuses, type Review, type Verdict } from '#domain/review.ts';
import type { Events } from '#telemetry/events.ts';
import { check, formFields, type Checked } from './answers.ts';
import { heldForPage, type HeldPageDeps, heldRoutes } from './page-held.ts';
import { reviewsPage, type AgentFault, type Notice } from './page-list.ts';
import { plainPage } from './page-layout.ts';
import { doneWords } from './page-words.ts';
import type { NodeEnv } from './raw-body.ts';
import { signInPage } from './sign-in-page.ts';
import type { SignIn } from './sign-in.ts';
import { Approval, Rejection, Revision, approve, type Approved, type Reviews } from './verdicts.ts';

export type PageDeps = HeldPageDeps & {
  reviews: Reviews;
  /** Files of agents that are refused right now. */
  faults: () => readonly AgentFault[];
  pauses: { list(): Promise<Pause[]> };
  events: Pick<Events, 'reviewDecided'>;
  now: Clock;
};

/** How many are looked through for the ones that wait longest, of which so many are shown. */
const waitingLimit = 200;
const shownLimit = 50;
const decidedLimit = 10;
const by = 'page';

/** The review page: `GET /` and plain forms that answer 303, so that it works without any script. */
export function pageRoutes(deps: PageDeps & { signIn: SignIn }): Hono<NodeEnv> {
  const { reviews, signIn } = deps;
  const app = new Hono<NodeEnv>();
  const page = (notice?: Notice) => renderList(deps, notice);
  const problem = (sentence: string, kept?: string) => page({ kind: 'problem', sentence, kept });

  const answer = async (c: Context, decided: Approved, verdict: Verdict['kind'], kept: string) => {
    if (decided.kind === 'accepted') {
      deps.events.reviewDecided({ reviewId: decided.review.id, verdict, by });
      return c.redirect(`/?done=${verdict}`, 303);
    }
    const { status, sentence } = problems[decided.kind === 'conflict' ? decided.code : decided.kind];
    return c.html(await problem(sentence, kept), status);
  };

  app.get('/', async (c) => {
    const person = await signIn.personOfSession(c);
    if (person === undefined) return c.html(signInPage(), 401);
    if (!mayDecideAll(person)) return c.html(plainPage('Not here', tooSmall), 403);
    const sentence = doneWords[c.req.query('done') ?? ''];
    return c.html(await page(sentence === undefined ? undefined : { kind: 'done', sentence }));
  });

  const guard: MiddlewareHandler<NodeEnv> = async (c, next) => {
    const person = await signIn.personOfSession(c);
    if (person === undefined) return c.html(signInPage('Sign in first; nothing was done.'), 401);
    if (!mayDecideAll(person)) return c.html(plainPage('Not here', tooSmall), 403);
    if (signIn.isOwn(c)) return next();
    return c.html(await problem('This form was sent from another site, so nothing was done.'), 403);
  };
  app.use('/reviews/*', guard);
  app.use('/held/*', guard);
  app.route('/held', heldRoutes(deps, by, problem));

  app.post('/reviews/:id/approve', async (c) => {
    const form = await checkForm(c, Approval);
    if (form.kind === 'bad') return c.html(await problem(form.message, form.text), 400);
    const approved = await approve(reviews, c.req.param('id'), form.value, by);
    return answer(c, approved, 'approve', form.text);
  });

  app.post('/reviews/:id/reject', async (c) => {
    const form = await checkForm(c, Rejection);
    if (form.kind === 'bad') return c.html(await problem(form.message, form.text), 400);
    const { version, reason } = form.value;
    const decided = await reviews.decide(c.req.param('id'), version, { kind: 'reject', reason }, by);
    return answer(c, decided, 'reject', form.text);
  });

  app.post('/reviews/:id/revise', async (c) => {
    const form = await checkForm(c, Revision);
    if (form.kind === 'bad') return c.html(await problem(form.message, form.text), 400);
    const { version, instruction } = form.value;
    const decided = await reviews.decide(c.req.param('id'), version, { kind: 'revise', instruction }, by);
    return answer(c, decided, 'revise', form.text);
  });

  return app;
}

const tooSmall = 'This page is for people who may decide reviews of all mailboxes. Use the API.';

function mayDecideAll(person: Person): boolean {
  return mayAs(person, 'reviewer') && person.mailboxes === 'all';
}

const problems = {
  stale_version: {
    status: 409,
    sentence: 'This review has changed since you opened it, so nothing was done. Read it again as it is now.',
  },
  already_decided: {
    status: 409,
    sentence: 'This review was decided or closed before you, so nothing was done.',
  },
  empty: { status: 400, sentence: 'There is no text to send. Write the reply first, or reject the review.' },
  missing: { status: 404, sentence: 'This review is no longer there.' },
} as const;

async function renderList(deps: PageDeps, notice: Notice | undefined) {
  const { reviews, faults, pauses, now } = deps;
  const [waiting, decided, held] = await Promise.all([
    reviews.list({ status: 'open', limit: waitingLimit }),
    latestDecided(reviews),
    heldForPage(deps),
  ]);
  return reviewsPage({
    open: waiting.toSorted((a, b) => a.createdAtMs - b.createdAtMs).slice(0, shownLimit),
    waiting: waiting.length < waitingLimit ? `${waiting.length}` : `${waitingLimit}+`,
    decided,
    held,
    faults: faults(),
    pauses: await pauses.list(),
    notice,
    nowMs: now(),
  });
}

async function latestDecided(reviews: Reviews): Promise<Review[]> {
  const closed = reviewStatuses.filter((status) => status !== 'open');
  const lists = await Promise.all(closed.map((status) => reviews.list({ status, limit: decidedLimit })));
  return lists
    .flat()
    .toSorted((a, b) => b.updatedAtMs - a.updatedAtMs)
    .slice(0, decidedLimit);
}

/** The fields of a form against a schema; `text` is what the person wrote, so that it can be given back. */
async function checkForm<T>(c: Context, schema: z.ZodType<T>): Promise<Checked<T> & { text: string }> {
  const fields = await formFields(c);
  // Forms send CRLF for each line break of a text area (HTML, form submission); our texts have LF.
  for (const [name, value] of Object.entries(fields)) fields[name] = value.replaceAll('\r\n', '\n');
  const text = fields['body'] ?? fields['instruction'] ?? fields['reason'] ?? '';
  return { ...check(schema, { ...fields, version: Number(fields['version']) }), text };
}
