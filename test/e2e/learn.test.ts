import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, supportAgent, until, type World } from '../helpers/world.ts';
import { inreply } from '../unit/cli/stub.ts';

const shared = 'Please send us a photo of the parcel first.';

describe('inreply learn', () => {
  let world: World;
  let instructions: string;
  const run = (...args: string[]) =>
    inreply(['learn', ...args], world.env, { cwd: join(world.agentsDir, '..') });
  const read = (file: string) => readFileSync(join(world.agentsDir, 'support', file), 'utf8');

  beforeAll(async () => {
    const yaml = supportAgent['agent.yaml'] ?? '';
    const agent = {
      ...supportAgent,
      'agent.yaml': yaml.replace(
        '    address: support@inreply.test',
        '    address: support@inreply.test\n    learn: true',
      ),
    };
    world = await startWorld({ agent });
    instructions = read('instructions.md');
    for (const order of ['20417', '20418', '20419']) {
      const mail = {
        from: 'Ann Lund <ann.lund@customer.example>',
        subject: `Refund ${order}`,
        text: `I want a refund for order ${order}. Call +49 341 1234567. Ann Lund`,
      };
      const { id } = await world.receive(mail);
      const { review_id: review } = await world.outcome(id, ({ state }) => state === 'review');
      const { json } = await world.api('GET', `/api/reviews/${review}`);
      const changed = { body: `${json.body}\n\n${shared}`, why: 'Ann Lund sent no photo' };
      // the last one is approved as it was
      await world.api('POST', `/api/reviews/${review}/approve`, {
        version: 1,
        ...(order === '20419' ? {} : changed),
      });
      await world.outcome(id, ({ state }) => state === 'sent');
    }
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('keeps what people changed, without who it was about', async () => {
    const { json, text } = await world.api('GET', '/api/learning/pairs?agent=support');
    expect(json.pairs).toHaveLength(2);
    expect(json.pairs[0]).toMatchObject({
      agent: 'support',
      category: 'refund',
      by: 'api',
      changes: ['longer', 'greeting'],
    });
    expect(json.pairs[0].why).toMatch(/^\[\[NAME_1_\w+\]\] \[\[NAME_2_\w+\]\] sent no photo$/);
    expect(text).not.toMatch(/Ann|Lund|1234567/);
    expect(text).toContain(shared);
  });

  it('prints what it proposes as a patch with the reasons, and changes nothing', async () => {
    const { out, err, code } = await run('--agent', 'support');
    expect(code).toBe(0);
    expect(err).toContain('1 proposals from 2 changed replies');
    expect(out).toContain(`+Where it fits, say: ${shared}`);
    expect(out).toMatch(
      /^# people added this sentence again and again\n# 2 replies that people changed so:\n# {3}rv_/,
    );
    expect(out).toContain('sent no photo');
    expect(read('instructions.md')).toBe(instructions);
  });

  it('writes the patch to a file that git applies', async () => {
    const { err } = await run('--out', 'proposals');
    expect(err).toContain('git apply proposals/support.patch');
    const cwd = join(world.agentsDir, '..');
    expect(statSync(join(cwd, 'proposals/support.patch')).mode & 0o777).toBe(0o600);
    execFileSync('git', ['apply', '--check', 'proposals/support.patch'], { cwd });
    execFileSync('git', ['apply', 'proposals/support.patch'], { cwd });
    expect(read('instructions.md')).toBe(`${instructions}\nWhere it fits, say: ${shared}\n`);
  });

  it('says when there is too little, and refuses what a model proposes for an attacker', async () => {
    expect((await run('--min', '3')).out).toBe('support: 2 changed replies, too few to learn from (--min 3)');
    const hostile = await inreply(
      ['learn', '--json'],
      { ...world.env, OPENAI_MODEL: 'sandbox-hostile' },
      { cwd: world.dataDir },
    );
    const [learnt] = JSON.parse(hostile.out);
    expect(learnt).toMatchObject({ proposals: [], patch: '' });
    expect(learnt.left_out).toHaveLength(4);
    expect(await run('--min', 'x')).toMatchObject({ code: 2 });
    expect(await run('--since', '91d')).toMatchObject({ code: 1, err: expect.stringContaining('1d to 90d') });
  });

  it('makes cases of them that can be run', async () => {
    const { out } = await run('export', '--cases', 'learnt');
    const folder = join(world.agentsDir, '..', 'learnt');
    expect(out).toBe(`2 cases are in ${folder}`);
    expect(readFileSync(join(folder, readdirSync(folder)[0] ?? ''), 'utf8')).not.toMatch(
      /Ann|Lund|1234567|\[\[/,
    );
    const ran = await inreply(['eval', folder, '--agent', 'support', '--json'], world.env, {
      cwd: world.dataDir,
    });
    expect(JSON.parse(ran.out).sides[0].decisions).toEqual({
      'reply or review': { review: [expect.any(String), expect.any(String)] },
    });
  });

  it('forgets what it is told to', async () => {
    expect(await run('forget')).toMatchObject({ code: 2 });
    expect((await run('forget', '--mailbox', 'another')).out).toBe('0 forgotten');
    expect((await run('forget', '--before', '2020-01-01')).out).toBe('0 forgotten');
    expect((await run('forget', '--all')).out).toBe('2 forgotten');
    expect((await run()).out).toContain('nothing is kept to learn from');
    const { json } = await world.api('GET', '/api/audit?limit=1');
    expect(json.entries).toMatchObject([{ by: 'api', what: 'forget_pairs', after: { forgotten: 2 } }]);
    const left = await until(async () => world.api('GET', '/api/learning/pairs'), 'the pairs');
    expect(left.json).toEqual({ pairs: [] });
  });
});
