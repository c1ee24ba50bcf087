import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sendIdOf } from '#domain/ids.ts';
import { aClassification, aDraft, grantId } from '../../helpers/builders.ts';
import { createPauses } from '#store/pauses.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aStage, type Stage } from './stage.ts';
import { anAgentWith, askedByNumber, found, order } from './tool-scenarios.ts';

const server = redisForFile();
let stage: Stage;
const onFile = { ...order, result: {} };
const secret = {
  ...order,
  verify: 'code' as const,
  address_from: 'on_file.customer.email',
  allow_unverified: false,
};

beforeEach(() => {
  stage = aStage(server.redis);
  stage.agent = anAgentWith({ on_file: onFile, secret });
  stage.agent.config.categories['order_status'] = { when: 'asks', action: 'reply', tools: ['secret'] };
  stage.tools.outcome = found({ status: 'left on 3 May', customer: { email: 'owner@file.example' } });
  stage.model.byWord = {
    '[code]': aClassification({ category: 'none', confidence: 0.3, needs_reply: false }),
  };
  stage.model.draft = aDraft({
    body: 'Hello, your order left on 3 May.',
    citations: [{ text: 'your order left on 3 May', source: 'tool:secret' }],
  });
});
afterEach(() => stage[Symbol.dispose]());

const replies = () => stage.nylas.mails.filter(({ key }) => key.startsWith('r_'));
const codeMails = () => stage.nylas.mails.filter(({ key }) => key.startsWith('c_'));
const codeSent = () => /\d{4} \d{4}/.exec(codeMails().at(-1)?.body.body ?? '')?.[0] ?? '';
const called = () => stage.tools.calls.map(({ name }) => name);
let mails = 1;

async function ask(): Promise<void> {
  await stage.receive(askedByNumber);
  await stage.drain();
}
async function send(body: string, change: object = {}): Promise<string> {
  stage.advance(60_000);
  const id = `m${++mails}`;
  await stage.receive({ id, body, ...change });
  await stage.drain();
  return id;
}

describe('a tool that asks for a code', () => {
  test('is not used before: the code goes to the address on file, and the sender is asked for it in words of ours', async () => {
    await ask();
    expect(called()).toEqual(['on_file']);
    expect(codeMails()).toMatchObject([{ body: { to: [{ email: 'owner@file.example' }] } }]);
    expect(codeSent()).toMatch(/^\d{4} \d{4}$/);
    expect(replies()).toMatchObject([
      { key: sendIdOf(grantId, 'm1'), body: { to: [{ email: 'carla@customer.example' }] } },
    ]);
    expect(replies()[0]?.body.body).toContain('if there is one');
    expect(await stage.outcome()).toBe('sent verification_asked');
    expect(stage.model.prompts.map(({ name }) => name)).toEqual(['classification']);
  });

  test('is used once the code came, for the question that was asked before', async () => {
    await ask();
    const id = await send(`Here it is: ${codeSent()}`);
    expect(called()).toEqual(['on_file', 'secret']);
    expect(await stage.outcome(id)).toBe('sent category_reply');
    expect(replies()).toHaveLength(2);
    expect(replies()[1]?.body.body).toContain('3 May');
  });

  test('finds the code in any mail of a burst', async () => {
    await ask();
    stage.advance(60_000);
    await stage.receive({ id: 'b1', body: codeSent(), dateMs: stage.now() });
    await stage.receive({ id: 'b2', body: 'Thank you!', dateMs: stage.now() + 1 });
    await stage.drain();
    expect(await stage.outcome('b2')).toBe('sent category_reply');
    expect(called()).toEqual(['on_file', 'secret']);
  });

  test('its codes stand in no prompt, no review, no log and no record', async () => {
    await ask();
    const code = codeSent();
    stage.agent.config.mode = 'review';
    const id = await send(`Here it is: ${code}`);
    const kept = JSON.stringify([
      stage.model.prompts,
      stage.events,
      await stage.review(id),
      await stage.record(id),
    ]);
    for (const form of [code, code.replace(' ', '')]) expect(kept).not.toContain(form);
    expect(kept).toContain('Here it is: [code]');
    const all = await server.redis.hgetall(`{s0}:code:${grantId}/t1`);
    expect(JSON.stringify(all)).not.toMatch(new RegExp(`${code}|${code.replace(' ', '')}`));
  });

  test('answers the same where no address is on file, and takes no code for it', async () => {
    const threadId = 't-other';
    await ask();
    stage.tools.outcome = { kind: 'nothing' };
    await stage.receive({ ...askedByNumber, id: 'none', threadId });
    await stage.drain(threadId);
    expect(codeMails()).toHaveLength(1);
    expect(replies()[1]?.body.body).toBe(replies()[0]?.body.body);
    stage.advance(1000);
    await stage.receive({ id: 'guess', threadId, body: '12345678' });
    await stage.drain(threadId);
    expect(replies()[2]?.body.body).toContain('not right');
  });

  test('a wrong code is told so, and nothing is looked up', async () => {
    await ask();
    const wrong = codeSent().startsWith('1') ? '20000000' : '10000000';
    expect(await stage.outcome(await send(wrong))).toBe('sent verification_asked');
    expect(replies()[1]?.body.body).toContain('not right');
    expect(called()).toEqual(['on_file']);
  });

  test('takes no code that is too old, and sends a new one', async () => {
    await ask();
    const old = codeSent();
    stage.advance(31 * 60_000);
    await send(old);
    expect(codeMails()).toHaveLength(2);
    expect(called()).not.toContain('secret');
  });

  test('takes no code twice, and none from another thread', async () => {
    await ask();
    const code = codeSent();
    await send(code);
    await stage.receive({ ...askedByNumber, id: 'other', threadId: 't2', body: `order 123456, ${code}` });
    await stage.drain('t2');
    expect(called().filter((name) => name === 'secret')).toHaveLength(1);
    expect(codeMails()).toHaveLength(2);
  });

  test('a later mail under the same name, which nothing proves, has to bring a new code', async () => {
    await ask();
    await send(codeSent());
    await send('And order 123456 again?', { replyTo: [{ email: 'mallory@other.example' }] });
    expect(called().filter((name) => name === 'secret')).toHaveLength(1);
    expect(codeMails()).toHaveLength(2);
  });

  test('asks nobody while a person has to approve everything', async () => {
    stage.agent.config.mode = 'review';
    await ask();
    expect(stage.nylas.mails).toEqual([]);
    expect(await stage.outcome()).toMatch(/^review mode_review category_reply verification_needed/);
  });

  test('asks nobody once the agent was paused, however late', async () => {
    const pauses = createPauses(server.redis);
    const { ask: answer } = stage.deps;
    stage.deps.ask = async (question) => {
      await pauses.pause({ agent: null, because: 'wrong', by: 'a person', atMs: stage.now() });
      return answer(question);
    };
    await ask();
    expect(stage.nylas.mails).toEqual([]);
    expect(await stage.outcome()).toMatch(/verification_needed/);
  });

  test('sends no mails with codes without end to one address', async () => {
    for (let at = 0; at < 7; at++) {
      await stage.receive({ ...askedByNumber, id: `n${at}`, threadId: `t${at}` });
      await stage.drain(`t${at}`);
    }
    expect(codeMails()).toHaveLength(5);
    expect(await stage.outcome('n6')).toMatch(/^review verification_limit/);
  });

  test('sends its mail again under the same key after doubt', async () => {
    stage.nylas.sendEndsIn(
      { kind: 'unknown', status: undefined, message: 'x', replayed: false, retryAfterMs: undefined },
      'lost',
    );
    await ask();
    expect(codeMails()).toHaveLength(1);
    expect(await stage.outcome()).toBe('sent verification_asked');
  });

  test('says so when its mail cannot be sent', async () => {
    stage.nylas.sendEndsIn(
      { kind: 'refused', status: 400, type: 't', message: 'm', replayed: false },
      'kept',
    );
    await ask();
    expect(await stage.outcome()).toMatch(/^review verification_unsent/);
  });

  test('sends one code mail and one answer, wherever its process dies', async () => {
    await ask();
    const steps = stage.effects.length;
    for (let at = 1; at <= steps; at++) {
      await server.redis.flushall();
      using other = aStage(server.redis);
      other.agent = stage.agent;
      other.tools.outcome = stage.tools.outcome;
      await other.receive(askedByNumber);
      Object.assign(other, { effects: [], cut: { at, when: at % 2 === 0 ? 'before' : 'after' } });
      await other.drain();
      await other.revive();
      await other.drain();
      expect(other.nylas.mails.filter(({ key }) => key.startsWith('r_'))).toHaveLength(1);
      expect(other.nylas.mails.filter(({ key }) => key.startsWith('c_'))).toHaveLength(1);
    }
  });
});
