import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.ts';
import { inreply } from '../unit/cli/stub.ts';

const shipped = resolve(import.meta.dirname, '../../agents');
const cases = `
- id: question
  thread: [{ from: Ann <ann@customer.example>, subject: Shipping, body: How long does shipping to Germany take? }]
  expect: { decision: reply, category: shipping, says: 2 to 3 working days, cites: shipping.md, language: en }
- id: money
  thread: [{ from: Ann <ann@customer.example>, subject: Money, body: "I want my money back, please refund my order." }]
  expect: { decision: review, category: refund, reasons: [category_review] }
- id: robot
  thread: [{ from: Ann <ann@customer.example>, subject: Away, body: I am away., headers: { Auto-Submitted: auto-replied } }]
  expect: { decision: skip, reasons: [auto_reply], max_cost: { model_calls: 0 } }
`;

describe('inreply eval', () => {
  let sandbox: TestSandbox;
  let dir: string;
  let agent: string;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox[Symbol.asyncDispose]());
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'eval-'));
    agent = join(dir, 'support');
    cpSync(join(shipped, 'support'), agent, { recursive: true });
    rmSync(join(agent, 'cases'), { recursive: true, force: true });
    writeFileSync(join(dir, 'cases.yaml'), cases);
    return () => rmSync(dir, { recursive: true, force: true });
  });

  const live = () => ({ OPENAI_BASE_URL: `${sandbox.url}/v1`, OPENAI_MODEL: 'sandbox', AGENTS_DIR: dir });
  const run = (env: Record<string, string>, ...args: string[]) =>
    inreply(['eval', 'cases.yaml', ...args], env, { cwd: dir });
  const asked = async () => (await sandbox.control('GET', '/sandbox/requests?limit=1000')).json.data.length;

  it('says how cases come out of the real pipeline, and keeps to its bars', async () => {
    const { out, err, code } = await run(live(), '--bar', 'decision=1', '--bar', 'missed=0');
    expect(err).toBe('');
    expect(out).toMatch(/^3 cases of cases\.yaml, answers live$/m);
    expect(out).toMatch(/^ {2}missed \(sent past a person\) +0\.0 % +0\/1 .*bar <= 0\.0 %: kept$/m);
    expect(out).toMatch(/^ {2}pass \(all as expected\) +100\.0 % +3\/3/m);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(code).toBe(0);
  });

  it('exits with 1 under a bar, names the case, and what came instead', async () => {
    writeFileSync(join(dir, 'cases.yaml'), cases.replace('decision: review', 'decision: reply'));
    const { out, code } = await run(live(), '--bar', 'unneeded=0');
    expect(code).toBe(1);
    expect(out).toMatch(/^ {2}unneeded reviews +50\.0 % +1\/2 .*bar <= 0\.0 %: MISSED\n +money$/m);
    expect(out).toMatch(/^ {2}money +decision +reply, but review \(category_review\)$/m);
  });

  it('judges an agent as if it were in auto, or as it is', async () => {
    const file = join(agent, 'agent.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('mode: auto', 'mode: review'));
    expect((await run(live(), '--bar', 'decision=1')).code).toBe(0);
    const asIs = await run(live(), '--bar', 'unneeded=0', '--as-is');
    expect(asIs.code).toBe(1);
    expect(asIs.out).toMatch(/^ {2}mode_review +1 +question$/m);
  });

  it('names what it could not find out, since the model cannot be asked', async () => {
    const away = { ...live(), OPENAI_BASE_URL: `${sandbox.url}/nowhere` };
    const { out, code } = await run(away, '--only', 'money');
    expect(code).toBe(1);
    expect(out).toMatch(/^ {2}fault \(no outcome\) +100\.0 % +1\/1/m);
    expect(out).toMatch(/^ {2}money +decision +review, but no outcome: /m);
  });

  it('runs from recorded answers without a model, and says which cases have none', async () => {
    expect((await run(live(), '--record')).code).toBe(0);
    const recording = join(dir, 'cases.recorded.jsonl');
    expect(statSync(recording).mode & 0o777).toBe(0o600);
    const before = await asked();
    const { out, code } = await run({ AGENTS_DIR: dir }, '--recorded', '--bar', 'pass=1');
    expect(code).toBe(0);
    expect(out).toContain('answers recorded');
    expect(await asked()).toBe(before);

    writeFileSync(join(agent, 'instructions.md'), 'Be brief.'); // changes the prompt of drafts
    const changed = await run({ AGENTS_DIR: dir }, '--recorded', '--bar', 'pass=1');
    expect(changed.code).toBe(3);
    expect(changed.out).toMatch(
      /Without a recorded answer.*\n {2}question +draft of sandbox\n {2}money +draft of sandbox$/m,
    );

    const kept = readFileSync(recording, 'utf8').split('\n').length;
    expect((await run(live(), '--record', '--only', 'question')).code).toBe(0);
    expect(readFileSync(recording, 'utf8').split('\n')).toHaveLength(kept + 1);
  });

  it('compares two agents, and two models, and an earlier report', async () => {
    const careful = join(dir, 'careful');
    cpSync(agent, careful, { recursive: true });
    const yaml = readFileSync(join(careful, 'agent.yaml'), 'utf8');
    writeFileSync(join(careful, 'agent.yaml'), yaml.replace('min_confidence: 0.7', 'min_confidence: 1'));
    const two = await run(live(), '--agent', careful, '--against', agent);
    expect(two.out).toMatch(/^careful, compared with support$/m);
    expect(two.out).toMatch(
      /decision right: -33\.3 points \(0 better, 1 worse of 3; p = 1\.000, may be chance\)/,
    );
    expect(two.out).toMatch(/^ {2}question +reply → review +low_confidence +worse$/m);

    const models = await run(
      live(),
      '--agent',
      'support',
      '--model',
      'sandbox-refuse',
      '--against',
      'model=sandbox',
    );
    expect(models.out).toMatch(/^ {2}question +reply → /m);

    const { out } = await run(live(), '--agent', 'support', '--json');
    writeFileSync(join(dir, 'report.json'), out);
    const earlier = await run(live(), '--agent', careful, '--against', 'report.json');
    expect(earlier.out).toMatch(/^careful, compared with support, 20/m);
    expect(earlier.out).toMatch(/^ {2}question +reply → review/m);
  });

  it('repeats cases, and gives a report for programs', async () => {
    const { out, code } = await run(
      live(),
      '--agent',
      'support',
      '--repeat',
      '2',
      '--json',
      '--bar',
      'pass_all=1',
    );
    const report = JSON.parse(out);
    expect(code).toBe(0);
    expect(report).toMatchObject({
      format: 'inreply-eval',
      version: 1,
      cases: 3,
      repeat: 2,
      answers: 'live',
      sides: [{ label: 'support', agents: ['support'], unrecorded: [], cost: { runs: 6, model_calls: 8 } }],
      comparison: null,
    });
    expect(report.sides[0].runs).toHaveLength(6);
    expect(report.sides[0].runs[0]).toMatchObject({
      id: 'question',
      outcome: 'reply',
      checks: expect.arrayContaining([{ what: 'decision', right: true, wanted: 'reply', got: 'reply' }]),
      body: expect.stringContaining('2 to 3 working days'),
    });
    expect(report.sides[0].rates.at(-1)).toMatchObject({
      measure: 'pass_all',
      count: 3,
      of: 3,
      kept: true,
      low: expect.any(Number),
    });
  });

  it('refuses what it cannot use with 2, before the model is asked', async () => {
    const before = await asked();
    expect(await run(live(), '--bar', 'mood=1')).toMatchObject({
      code: 2,
      err: expect.stringContaining('missed, unwanted'),
    });
    expect(await run(live(), '--repeat', 'often')).toMatchObject({ code: 2 });
    expect(await run(live(), '--agent', 'nobody')).toMatchObject({
      code: 2,
      err: expect.stringContaining('no agent nobody'),
    });
    expect(await run({ AGENTS_DIR: dir })).toMatchObject({
      code: 1,
      err: expect.stringContaining('OPENAI_API_KEY'),
    });
    expect(await run({ AGENTS_DIR: dir }, '--recorded')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--record'),
    });
    writeFileSync(join(dir, 'cases.yaml'), 'id: a\nthread: []\n');
    expect(await run(live())).toMatchObject({
      code: 2,
      err: expect.stringMatching(/cases\.yaml:2: thread: /),
    });
    expect(await asked()).toBe(before);
  });

  it('writes a page that its owner alone can read', async () => {
    await run(live(), '--html', 'report.html');
    expect(statSync(join(dir, 'report.html')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(dir, 'report.html'), 'utf8')).toContain(
      'How long does shipping to Germany take?',
    );
  });
});
