import { expect, it } from 'vitest';
import { inreply, serve } from './stub.ts';

const token = { API_TOKEN: 'x' };
const standing = {
  agent: 'support',
  because: 'wrong \u001b[31mprices',
  by: 'api',
  since: '2026-11-21T09:00:00.000Z',
};

function anInreply() {
  const asked: unknown[] = [];
  const server = serve(({ method, path, body }) => {
    asked.push([method, path, body]);
    if (path === '/api/resume') return { json: { pauses: [] } };
    const missing = { type: 'not_found', message: 'There is no agent suport.' };
    const named = JSON.stringify(body ?? '').includes('suport');
    return named ? { status: 404, json: { error: missing } } : { json: { pauses: [standing] } };
  });
  return { server, asked };
}

it('pauses an agent or all of them, with the reason, and resumes', async () => {
  const { server: starting, asked } = anInreply();
  await using server = await starting;
  const env = { ...token, PORT: server.port };
  const { code, out } = await inreply(['pause', 'support', '--because', 'wrong prices'], env);
  expect(code).toBe(0);
  expect(out).toBe('agent support paused since 2026-11-21T09:00:00.000Z (api): wrong \u{fffd}[31mprices');
  await inreply(['pause', '--because', 'stop'], env);
  expect((await inreply(['resume', 'support'], env)).out).toBe('nothing is paused');
  expect(asked).toEqual([
    ['POST', '/api/pause', { agent: 'support', because: 'wrong prices' }],
    ['POST', '/api/pause', { because: 'stop' }],
    ['POST', '/api/resume', { agent: 'support' }],
  ]);
});

it('without a reason lists what is paused, and never pauses', async () => {
  const { server: starting, asked } = anInreply();
  await using server = await starting;
  const env = { ...token, PORT: server.port };
  expect((await inreply(['pause', '--json'], env)).out).toContain('"agent": "support"');
  const { code, err } = await inreply(['pause', 'support'], env);
  expect(code).toBe(1);
  expect(err).toContain('say why');
  expect(asked).toEqual([['GET', '/api/pause', undefined]]);
});

it('says what the server says to a name there is not', async () => {
  const { server: starting } = anInreply();
  await using server = await starting;
  const { code, err } = await inreply(['pause', 'suport', '--because', 'x'], { ...token, PORT: server.port });
  expect(code).toBe(1);
  expect(err).toContain('There is no agent suport.');
});
