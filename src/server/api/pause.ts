import { createRoute, z } from '@hono/zod-openapi';
import type { Clock } from '#domain/ports.ts';
import type { Pause } from '#domain/pause.ts';
import { type Person, seesMailbox } from '#domain/person.ts';
import type { Events } from '#telemetry/events.ts';
import { refuse } from '#server/answers.ts';
import { needs } from '#server/sign-in.ts';
import { createApi } from './base.ts';
import { Time } from './common-json.ts';
import { answers, jsonBody } from './declare.ts';
import { isoOf } from './time.ts';

export type PauseApiDeps = {
  pauses: {
    list(): Promise<Pause[]>;
    pause(pause: Pause): Promise<void>;
    resume(agent: string | null, by: string, nowMs: number): Promise<boolean>;
  };
  /** Names of the agents in force of which all mailboxes are seen. */
  agentNames: (sees: (grantId: string) => boolean) => readonly string[];
  events: Pick<Events, 'paused' | 'resumed'>;
  now: Clock;
};

/** A pause as the HTTP interface shows it. */
export const PauseJson = z
  .object({
    agent: z.string().nullable().meta({ description: 'Null when it holds for all.' }),
    because: z.string(),
    by: z.string().meta({ description: 'Who did it.' }),
    since: Time,
  })
  .openapi('Pause');
const PausesJson = z.object({ pauses: z.array(PauseJson) });

const agent = z.string().min(1).optional().meta({ description: 'All of them when left out.' });
/** Unknown keys are errors: a misspelt `agent` must not pause or resume all of them. */
const PauseBody = z.strictObject({
  agent,
  because: z.string().trim().min(1, 'say why').max(500),
});
const ResumeBody = z.strictObject({ agent });

const tags = ['Agents'];
const standing = 'What is paused now.';

const listPauses = createRoute({
  method: 'get',
  path: '/api/pause',
  operationId: 'listPauses',
  summary: 'What is paused',
  tags,
  responses: answers(200, PausesJson, standing),
});

const pauseAgents = createRoute({
  method: 'post',
  path: '/api/pause',
  operationId: 'pauseAgents',
  summary: 'The kill switch: nothing leaves by itself any more',
  description:
    'Holds at once and survives restarts. What would have been answered waits as a review; what a person approves is sent.',
  tags,
  middleware: needs('reviewer'),
  request: { body: jsonBody(PauseBody) },
  responses: answers(200, PausesJson, standing, 400, 404),
});

const resumeAgents = createRoute({
  method: 'post',
  path: '/api/resume',
  operationId: 'resumeAgents',
  summary: 'Lift a pause: that of the agent named, or the one of all',
  tags,
  middleware: needs('admin'),
  request: { body: jsonBody(ResumeBody) },
  responses: answers(200, PausesJson, standing, 400, 404),
});

export type PauseRoutes = typeof listPauses | typeof pauseAgents | typeof resumeAgents;

/** `/api/pause` and `/api/resume`: the kill switch of one agent, or of all. */
export function pauseApi({ pauses, agentNames, events, now }: PauseApiDeps) {
  const api = createApi();
  /** Of agents outside one's mailboxes nothing is shown, and nothing can be changed. */
  const namesFor = (who: Person) => agentNames((grantId) => seesMailbox(who, grantId));

  const shown = async (who: Person) => {
    const all = await pauses.list();
    const names = namesFor(who);
    const seen = all.filter(({ agent: paused }) => paused === null || names.includes(paused));
    return { pauses: (who.mailboxes === 'all' ? all : seen).map(pauseShape) };
  };

  api.openapi(listPauses, async (c) => c.json(await shown(c.var.who), 200));

  api.openapi(pauseAgents, async (c) => {
    const { agent: named, because } = c.req.valid('json');
    const { who } = c.var;
    const names = namesFor(who);
    if (named !== undefined && !names.includes(named)) {
      const message = `There is no agent ${named}, so nothing was paused. There are: ${names.join(', ')}.`;
      return refuse(c, 404, 'not_found', message);
    }
    if (named === undefined && who.mailboxes !== 'all') return refuse(c, 403, 'forbidden', notOfAll);
    await pauses.pause({ agent: named ?? null, because, by: who.id, atMs: now() });
    events.paused({ agent: named, because, by: who.id });
    return c.json(await shown(who), 200);
  });

  api.openapi(resumeAgents, async (c) => {
    const { agent: named } = c.req.valid('json');
    const { who } = c.var;
    if (named === undefined && who.mailboxes !== 'all') return refuse(c, 403, 'forbidden', notOfAll);
    const maySee = named === undefined || who.mailboxes === 'all' || namesFor(who).includes(named);
    if (!maySee || !(await pauses.resume(named ?? null, who.id, now()))) {
      const what = named === undefined ? 'All agents together are' : `Agent ${named} is`;
      return refuse(c, 404, 'not_found', `${what} not paused. GET /api/pause lists what is.`);
    }
    events.resumed({ agent: named, by: who.id });
    return c.json(await shown(who), 200);
  });

  return api;
}

const notOfAll = 'This concerns all mailboxes, and you see only some of them. Name an agent.';

/** A pause as `PauseJson`. */
export function pauseShape({ agent: paused, because, by, atMs }: Pause): z.infer<typeof PauseJson> {
  return { agent: paused, because, by, since: isoOf(atMs) };
}
