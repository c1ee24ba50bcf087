import type { Context } from 'hono';

/**
 * Whether a request changes nothing or comes from a page of ours, so that another site cannot make a
 * signed-in browser act (CSRF). Browsers set `Sec-Fetch-Site` on trustworthy origins and `Origin` on every
 * POST; a POST with neither is no browser's and is refused. `publicUrl` counts as ours, since behind a
 * proxy that ends TLS the request names another scheme.
 */
export function isFromOwnPage(c: Context, publicUrl: string | undefined): boolean {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return true;
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = c.req.header('origin');
  if (origin === undefined) return false;
  return origin === originOf(c.req.url) || (publicUrl !== undefined && origin === originOf(publicUrl));
}

function originOf(url: string): string {
  return new URL(url).origin;
}
