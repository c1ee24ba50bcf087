import { readFileSync } from 'node:fs';
import { Hono } from 'hono';

const types = {
  'page.css': 'text/css; charset=utf-8',
  'one-tap.css': 'text/css; charset=utf-8',
  'sign-in.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

/** Style, script and icon of the page, read once at start; open to all, since the sign-in page needs them. */
export function assetRoutes(): Hono {
  const app = new Hono();
  for (const [name, type] of Object.entries(types)) {
    const text = readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8');
    app.get(`/assets/${name}`, (c) =>
      c.text(text, 200, { 'Content-Type': type, 'Cache-Control': 'no-cache' }),
    );
  }
  return app;
}
