import type { Hono } from 'hono';
import { notFound } from '../nylas/errors.ts';
import type { SandboxEnv } from '../nylas/http.ts';
import { Settings } from '../settings.ts';
import type { World } from '../world.ts';
import { Chaos } from './chaos.ts';
import { FaultRules } from './faults.ts';
import { readChecked } from './read.ts';

/** `/sandbox/faults`, `/sandbox/chaos` and `/sandbox/settings`. */
export function addFaultControl(app: Hono<SandboxEnv>, world: World): void {
  app.post('/sandbox/faults', async (c) => {
    const rules = await readChecked(c, FaultRules);
    return c.json({ data: rules.map((rule) => world.faults.add(rule)) });
  });
  app.get('/sandbox/faults', (c) => c.json({ data: world.faults.list() }));
  app.delete('/sandbox/faults', (c) => {
    world.faults.clear();
    return c.json({ data: [] });
  });
  app.delete('/sandbox/faults/:id', (c) => {
    if (!world.faults.remove(c.req.param('id'))) throw notFound('fault');
    return c.json({ data: world.faults.list() });
  });

  app.put('/sandbox/chaos', async (c) => {
    world.chaos.start(await readChecked(c, Chaos));
    return c.json({ data: world.chaos.report() });
  });
  app.get('/sandbox/chaos', (c) => c.json({ data: world.chaos.report() }));
  app.delete('/sandbox/chaos', (c) => {
    world.chaos.end();
    return c.json({ data: world.chaos.report() });
  });

  app.put('/sandbox/settings', async (c) => {
    Object.assign(world.settings, await readChecked(c, Settings.partial()));
    return c.json({ data: world.settings });
  });
  app.get('/sandbox/settings', (c) => c.json({ data: world.settings }));
}
