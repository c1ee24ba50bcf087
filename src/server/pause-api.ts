import { Hono } from 'hono';
import { z } from 'zod';
import type { Clock } from '#domain/ports.ts';
import type { Pause } from '#domain/pause.ts';
import type { Events } from '#telemetry/events.ts';
import { checkBody, refuse } from './answers.ts';
import { isoOf } from './api/time.ts';
import type { SignedIn } from './sign-in.ts';

export type PauseApiDeps = {
  pauses: {
    list(): Promise<Pause[]>;
    pause(pause: Pause): Promise<void>;
    resume(agent: string | null, by: string, nowMs: number): Promise<boolean>;
  };
  /** Names of the agents in force. */
  agentNames: () => readonly string[];
  events: Pick<Events, 'paused' | 'resumed'>;
  now: Clock;
};

/** Unknown keys are errors: a misspelt `agent` must not pause or resume all of them. */
const PauseBody = z.strictObject({
  agent: z.string().min(1).optional(),
  because: z.string().trim().min(1, 'say why').max(500),
});
const ResumeBody = z.strictObject({ agent: z.string().min(1).optional() });

/** `/api/pause` and `/api/resume`: the kill switch of one agent, or of all. */
export function pauseApi({ pauses, agentNames, events, now }: PauseApiDeps): Hono<SignedIn> {
  const app = new Hono<SignedIn>();
  const shown = async () => ({ pauses: (await pauses.list()).map(pauseShape) });

  app.get('/pause', async (c) => c.json(await shown()));

  app.post('/pause', async (c) => {
    const body = await checkBody(c, PauseBody);
    if (body.kind === 'bad') return refuse(c, 400, 'invalid_body', body.message);
    const { agent, because } = body.value;
    const names = agentNames();
    if (agent !== undefined && !names.includes(agent)) {
      const message = `There is no agent ${agent}, so nothing was paused. There are: ${names.join(', ')}.`;
      return refuse(c, 404, 'not_found', message);
    }
    const by = c.var.who.id;
    await pauses.pause({ agent: agent ?? null, because, by, atMs: now() });
    events.paused({ agent, because, by });
    return c.json(await shown());
  });

  app.post('/resume', async (c) => {
    const body = await checkBody(c, ResumeBody);
    if (body.kind === 'bad') return refuse(c, 400, 'invalid_body', body.message);
    const { agent } = body.value;
    const by = c.var.who.id;
    if (!(await pauses.resume(agent ?? null, by, now()))) {
      const what = agent === undefined ? 'All agents together are' : `Agent ${agent} is`;
      return refuse(c, 404, 'not_found', `${what} not paused. GET /api/pause lists what is.`);
    }
    events.resumed({ agent, by });
    return c.json(await shown());
  });

  return app;
}

/** A pause as the HTTP interface shows it; `agent` is null when it holds for all. */
export function pauseShape({ agent, because, by, atMs }: Pause) {
  return { agent, because, by, since: isoOf(atMs) };
}
