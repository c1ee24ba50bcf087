import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startWorld, until, type World } from '../helpers/world.ts';
import { inreply } from '../unit/cli/stub.ts';

const mails = [
  { subject: 'As it is', text: 'I want a refund for order 20417. Call me at +49 341 1234567.\n\nAnn' },
  { subject: 'With changes', text: 'I want a refund for order 20418, please.' },
  { subject: 'Never', text: 'I want a refund for order 20419, please.' },
];

describe('inreply eval export', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    const ids: string[] = [];
    for (const mail of mails) {
      const { id } = await world.receive({ from: 'Ann Lund <ann.lund@customer.example>', ...mail });
      ids.push((await world.outcome(id, ({ state }) => state === 'review')).review_id ?? '');
    }
    const [asItIs = '', changed = '', never = ''] = ids;
    await world.api('POST', `/api/reviews/${asItIs}/approve`, { version: 1 });
    await world.api('POST', `/api/reviews/${changed}/approve`, {
      version: 1,
      body: 'Dear Ann Lund, we call you.',
    });
    await world.api('POST', `/api/reviews/${never}/reject`, { version: 1 });
    for (const [id, status] of [
      [asItIs, 'sent'],
      [changed, 'sent'],
      [never, 'rejected'],
    ]) {
      await until(
        async () =>
          (await world.api('GET', `/api/reviews/${id}`)).json.status === status ? true : undefined,
        `review ${id} to be ${status}`,
      );
    }
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const run = (...args: string[]) => inreply(['eval', ...args], world.env, { cwd: world.dataDir });
  const read = (folder: string) =>
    new Map(
      readdirSync(join(world.dataDir, folder)).map((name) => {
        const one = parse(readFileSync(join(world.dataDir, folder, name), 'utf8'));
        return [one.tags[1], one];
      }),
    );

  it('makes of each verdict a case that can be run, and only reads', async () => {
    const before = (await world.sandbox.control('GET', '/sandbox/requests?limit=1000')).json.data.length;
    const { out, err, code } = await run('export', '--out', 'past');
    expect({ code, out }).toEqual({ code: 0, out: `3 cases are in ${join(world.dataDir, 'past')}` });
    expect(err).toContain('--redact');
    const asked = (await world.sandbox.control('GET', '/sandbox/requests?limit=1000')).json.data;
    expect(asked.slice(before).filter(({ method }: { method: string }) => method !== 'GET')).toEqual([]);

    const cases = read('past');
    expect(cases.get('unedited')).toMatchObject({
      agent: 'support',
      thread: [{ from: 'Ann Lund <ann.lund@customer.example>', to: ['us'], subject: 'As it is' }],
      expect: { decision: ['reply'], category: ['refund'] },
    });
    expect(cases.get('edited').expect).toEqual({
      decision: ['reply', 'review'],
      reference: 'Dear Ann Lund, we call you.',
    });
    expect(cases.get('rejected').expect).toEqual({ decision: ['review'] });
    const [first = ''] = readdirSync(join(world.dataDir, 'past'));
    expect(statSync(join(world.dataDir, 'past', first)).mode & 0o777).toBe(0o600);

    const ran = await run('past', '--agent', 'support', '--json');
    expect(JSON.parse(ran.out).sides[0].decisions).toEqual({
      reply: { review: [expect.any(String)] },
      'reply or review': { review: [expect.any(String)] },
      review: { review: [expect.any(String)] },
    });
  });

  it('puts stand-ins in the place of people, the same in a whole case', async () => {
    await run('export', '--out', 'hidden', '--redact');
    const text = readdirSync(join(world.dataDir, 'hidden'))
      .map((name) => readFileSync(join(world.dataDir, 'hidden', name), 'utf8'))
      .join('\n');
    expect(text).not.toMatch(/Ann|Lund|ann\.lund|341 1234567/);
    expect(text).toContain('order 20417'); // it names nobody, and matters to the case
    const edited = read('hidden').get('edited');
    expect(edited.thread[0].from).toMatch(/^Person\d Person\d <person-1@redacted\.example>$/);
    expect(edited.expect.reference).toMatch(/^Dear Person\d Person\d, we call you\.$/);
  });

  it('takes only what was asked for', async () => {
    expect((await run('export', '--out', 'few', '--limit', '1')).out).toMatch(/^1 cases are in/);
    expect((await run('export', '--out', 'none', '--since', 'yesterday')).code).toBe(2);
    expect(await run('export', '--out', 'none', '--agent', 'nobody')).toMatchObject({
      code: 2,
      err: expect.stringContaining('no agent nobody'),
    });
  });
});
