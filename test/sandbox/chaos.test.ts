import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { optionsFromEnv } from '../../sandbox/options.ts';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.ts';

let sandbox: TestSandbox;
const base = '/v3/grants/demo-support';

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
beforeEach(() => sandbox.control('POST', '/sandbox/reset'));
afterAll(() => sandbox.stop());

const start = (settings: Record<string, unknown>) => sandbox.control('PUT', '/sandbox/chaos', settings);
const list = () =>
  sandbox.nylas('GET', `${base}/messages`).then(
    ({ status }) => status,
    () => 0,
  );
const statuses = async (count: number) => {
  const all: number[] = [];
  while (all.length < count) all.push(await list());
  return all;
};

const ask = (name: string) =>
  fetch(`${sandbox.url}/v1/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({
      model: 'sandbox',
      messages: [{ role: 'user', content: 'x' }],
      response_format: { type: 'json_schema', json_schema: { name, schema: {} } },
    }),
  });

describe('chaos', () => {
  it('gives the same faults for the same seed, and others for another', async () => {
    const endpoints = { list: { status_503: 0.3, drop_before: 0.2 }, get: { status_500: 0.5 } };
    await start({ seed: 7, endpoints });
    const first = await statuses(30);
    await start({ seed: 7, endpoints });
    const again: number[] = [];
    while (again.length < 30) {
      again.push(await list());
      await sandbox.nylas('GET', `${base}/messages/unknown`);
    }
    expect(again).toEqual(first);
    await start({ seed: 8, endpoints });
    expect(await statuses(30)).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set([0, 200, 503]));
  });

  it('counts what it did and keeps the counts when it ends', async () => {
    await start({ seed: 1, endpoints: { list: { status_503: 1 } } });
    expect(await statuses(3)).toEqual([503, 503, 503]);
    await sandbox.control('DELETE', '/sandbox/chaos');
    expect(await statuses(1)).toEqual([200]);
    expect((await sandbox.control('GET', '/sandbox/chaos')).json.data).toMatchObject({
      active: false,
      settings: { seed: 1 },
      counts: { list: { requests: 3, status_503: 3 } },
    });
  });

  it('strikes model calls by their schema, and can have them answer nonsense', async () => {
    await start({
      seed: 1,
      endpoints: { model_draft: { nonsense: 1 }, model: { status_429: { rate: 1, retry_after: 2 } } },
    });
    const limited = await ask('classification');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '2']);
    const draft = await ask('draft');
    expect(draft.status).toBe(200);
    expect(await draft.text()).toContain('The moon is made of {cheese');
  });

  it('draws faults of notifications and lag, and counts them', async () => {
    await start({ seed: 1, webhooks: { lost: 1, duplicate: 0 }, lag: { listing: { rate: 1, ms: 60_000 } } });
    await sandbox.control('POST', '/sandbox/mails', [{ to: 'support@inreply.test', from: 'a@b.example' }]);
    expect((await sandbox.control('GET', '/sandbox/chaos')).json.data).toMatchObject({
      counts: { webhooks: { notifications: 1, lost: 1 }, lag: { listing: 1 } },
    });
    expect((await sandbox.nylas('GET', `${base}/messages`)).json.data).toEqual([]);
  });

  it('is refused with every mistake named', async () => {
    const { status, json } = await start({
      seed: 'x',
      endpoints: {
        list: { accept_202_sent: 0.1, status_503: 2 },
        send: { status_503: 0.7, status_500: 0.6 },
      },
      webhooks: { vanish: 0.1 },
      more: 1,
    });
    expect(status).toBe(400);
    for (const path of ['seed:', 'endpoints.list.status_503:', 'webhooks.vanish:', '"more"']) {
      expect(json.error.message).toContain(path);
    }
    const sums = await start({
      seed: 1,
      endpoints: { send: { status_503: 0.7, status_500: 0.6 }, list: { nonsense: 0.1 } },
    });
    expect(sums.json.error.message).toContain('endpoints.send: the rates add up to more than 1');
    expect(sums.json.error.message).toContain('endpoints.list.nonsense: is no fault of this endpoint');
  });
});

describe('SANDBOX_FAULTS', () => {
  it('names a file with faults, chaos and settings of the start', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
    const path = join(folder, 'faults.json');
    await writeFile(
      path,
      JSON.stringify({
        faults: { action: 'status', status: 418, times: 1 },
        chaos: { seed: 3, endpoints: { list: { status_503: 1 } } },
        settings: { listing_lag_ms: 5 },
      }),
    );
    const other = await startTestSandbox({ faults: optionsFromEnv({ SANDBOX_FAULTS: path }).faults });
    expect((await other.nylas('GET', `${base}/messages`)).status).toBe(418);
    expect((await other.nylas('GET', `${base}/messages`)).status).toBe(503);
    expect((await other.control('GET', '/sandbox/settings')).json.data).toMatchObject({ listing_lag_ms: 5 });
    await other.stop();

    await writeFile(path, JSON.stringify({ faults: [{ action: 'explode' }], chaos: { seed: 1.5 } }));
    expect(() => optionsFromEnv({ SANDBOX_FAULTS: path })).toThrow(/faults\.0\.action[\s\S]*chaos\.seed/);
    expect(() => optionsFromEnv({ SANDBOX_FAULTS: join(folder, 'nothing') })).toThrow(
      /SANDBOX_FAULTS.*ENOENT/,
    );
    await rm(folder, { recursive: true });
  });
});
