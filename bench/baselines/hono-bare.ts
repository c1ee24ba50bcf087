/*
 * Hono answering 200 without reading anything: what HTTP itself costs here.
 *
 * node bench/baselines/hono-bare.ts   prints "listening on PORT"
 */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const app = new Hono();
app.post('/webhooks/nylas', (c) => c.body(null, 200));

serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  process.stdout.write(`listening on ${port}\n`);
});
