import type { Context, Hono } from 'hono';
import { orderOf } from './orders.ts';
import type { SandboxEnv } from '../nylas/http.ts';

/** The bearer key of the shop; others get 401. */
export const shopKey = 'shop-key';

const LARGE = 3 * 1024 * 1024;

/** How orders of certain numbers behave badly. */
const faulty: Record<string, (c: Context<SandboxEnv>) => Response | Promise<Response>> = {
  '500500': (c) => c.json({ error: 'down' }, 500),
  '429429': (c) => c.json({ error: 'slow down' }, 429),
  '403403': (c) => c.json({ error: 'no' }, 403),
  '302302': (c) => c.redirect('http://127.0.0.1:1/elsewhere'),
  '408408': (c) =>
    new Promise<Response>((resolve) =>
      c.req.raw.signal.addEventListener('abort', () => resolve(c.body(null))),
    ),
  '413413': (c) => c.json({ status: 'x'.repeat(LARGE) }),
  '200200': (c) => c.body('{"status": "cut', 200, { 'content-type': 'application/json' }),
  '204204': (c) => c.body(null, 204),
};

/** An order look-up and a refund over HTTP: `/shop/orders/{number}`, `/shop/refunds`, and what was refunded. */
export function addShopRoutes(app: Hono<SandboxEnv>): void {
  const refunds: { order: string; key: string }[] = [];
  app.use('/shop/*', async (c, next) => {
    if (c.req.header('authorization') !== `Bearer ${shopKey}`) return c.json({ error: 'who are you?' }, 401);
    return next();
  });
  app.get('/shop/orders/:number', (c) => {
    const number = c.req.param('number');
    const misbehave = faulty[number];
    if (misbehave) return misbehave(c);
    const order = orderOf(number);
    return order ? c.json(order) : c.json({ error: 'no such order' }, 404);
  });
  app.post('/shop/refunds', async (c) => {
    const body: unknown = await c.req.json();
    const order = typeof body === 'object' && body !== null && 'order' in body ? String(body.order) : '';
    const key = c.req.header('idempotency-key') ?? '';
    if (orderOf(order) === undefined) return c.json({ error: 'no such order' }, 422);
    if (!refunds.some((one) => one.key === key)) refunds.push({ order, key });
    return c.json({ refunded: true });
  });
  app.get('/shop/refunds', (c) => c.json({ refunds }));
}
