import { expect, test } from 'vitest';
import { noCost } from '#domain/decision.ts';
import { TransientError } from '#errors.ts';
import { createEvents } from '#telemetry/events.ts';
import { createLog } from '#telemetry/log.ts';
import { createMetrics } from '#telemetry/metrics.ts';

function listen() {
  const lines: string[] = [];
  const metrics = createMetrics();
  const log = createLog('debug', { write: (line: string) => void lines.push(line) });
  return {
    events: createEvents(log, metrics),
    metrics,
    lines: (): unknown[] => lines.map((line): unknown => JSON.parse(line)),
  };
}

const at = { grantId: 'g1', messageId: 'm1' };

test('a webhook answer is counted and logged, refusals as warnings', async () => {
  const { events, metrics, lines } = listen();
  events.webhookAnswered(200, 'admitted', 3);
  events.webhookAnswered(401, 'bad_signature');
  const text = await metrics.renderMetrics();
  expect(text).toContain('inreply_webhooks_total{status="200",outcome="admitted"} 1');
  expect(text).toContain('inreply_webhooks_total{status="401",outcome="bad_signature"} 1');
  expect(text).toContain('inreply_webhook_seconds_count{outcome="admitted"} 1');
  expect(lines()).toMatchObject([{ level: 'debug' }, { level: 'warn', outcome: 'bad_signature' }]);
});

test('a concluded message shows its first reason as a label and its ids only in the log', async () => {
  const { events, metrics, lines } = listen();
  const reasons = [{ code: 'auto_reply', detail: 'Auto-Submitted: auto-replied' }];
  events.messageConcluded('skipped', { ...at, threadId: 't1', agent: 'support', reasons, tookMs: 1500 });
  const text = await metrics.renderMetrics();
  expect(text).toContain('inreply_messages_concluded_total{state="skipped",reason="auto_reply"} 1');
  expect(text).not.toContain('m1');
  expect(lines()).toMatchObject([
    { event: 'message.concluded', messageId: 'm1', threadId: 't1', reasons: ['auto_reply'] },
  ]);
});

test('a dead letter is an error in the log and a counter to raise an alarm on', async () => {
  const { events, metrics, lines } = listen();
  const letter = { id: 'dl_1', kind: 'message' as const, reviewId: null, step: 'load', attempts: 14 };
  events.deadLetter({ ...at, ...letter, error: new Error('gave up') });
  expect(await metrics.renderMetrics()).toContain('inreply_dead_letters_total 1');
  expect(lines()).toMatchObject([{ level: 'error', event: 'dead_letter', err: { message: 'gave up' } }]);
});

test('a fault is counted by where it was met and whether trying again may help', async () => {
  const { events, metrics } = listen();
  events.faultMet({ ...at, where: 'draft', error: new TransientError('busy'), attempt: 2, retryInMs: 500 });
  events.faultMet({ ...at, where: 'draft', error: new TypeError('bug'), attempt: 1, retryInMs: undefined });
  const text = await metrics.renderMetrics();
  expect(text).toContain('inreply_faults_total{where="draft",kind="transient"} 1');
  expect(text).toContain('inreply_faults_total{where="draft",kind="unexpected"} 1');
});

test('what the models spent is counted by model and direction', async () => {
  const { events, metrics } = listen();
  const cost = { model_calls: 2, input_tokens: 900, cached_tokens: 512, output_tokens: 80 };
  events.modelCalled({ name: 'draft', model: 'm', status: 'ok', tookMs: 700, cost });
  events.modelCalled({ name: 'draft', model: 'm', status: 'fault', tookMs: 10, cost: noCost });
  const text = await metrics.renderMetrics();
  expect(text).toContain('inreply_model_calls_total{name="draft",model="m"} 2');
  expect(text).toContain('inreply_model_tokens_total{name="draft",model="m",direction="input"} 900');
  expect(text).toContain('inreply_model_tokens_total{name="draft",model="m",direction="cached"} 512');
});

test('every event can be told without a fault', () => {
  const { events, lines } = listen();
  events.messagesAdmitted({ fresh: 1, again: 2, done: 0 });
  events.requestAnswered({ method: 'GET', route: '/api/reviews', status: 200, tookMs: 1 });
  events.requestFailed({ method: 'GET', route: '/', error: new Error('bug') });
  events.admissionFailed({ messages: 3, error: new Error('closed') });
  events.stepTook('classify', 12);
  events.leaseLost({ thread: 'g/t' });
  events.threadWoken(0);
  events.nylasCalled({ operation: 'send', status: 200, tookMs: 90 });
  events.reviewOpened({ ...at, reviewId: 'rv_1', reasons: [] });
  events.reviewDecided({ reviewId: 'rv_1', verdict: 'approve', by: 'page' });
  events.reviewClosed({ reviewId: 'rv_1', status: 'sent' });
  events.agentsLoaded(['support']);
  events.agentFault('agents/a/agent.yaml', 3, 'unknown key');
  events.redisLost(new Error('closed'));
  events.redisBack();
  events.started({ role: 'all', port: 3000 });
  events.stopping('SIGTERM');
  events.mailboxSwept({ grantId: 'g1', listed: 3, found: 1, oldestSeconds: 90 });
  events.sweepFailed({ grantId: 'g1', error: new Error('away') });
  events.destinationDown({ status: 'failed', webhookId: 'w1' });
  events.destinationUp({ status: 'active', webhookId: 'w1', awaySeconds: 60 });
  events.destinationUnknown(new Error('away'));
  events.destinationUnwatched();
  events.mailUnseen({ waitingSeconds: 0, uncomparedSeconds: 1000, because: ['mailbox_not_compared'] });
  events.mailSeen();
  events.modelAway({ model: 'm', server: 'http://a.example/v1', away: true });
  events.modelAway({ model: 'm', server: 'http://a.example/v1', away: false });
  const stop = { agent: 'a', scope: 'per_day', unit: 'tokens', outcome: 'review', ...at };
  events.budgetSpent({ ...stop, isNews: true });
  events.budgetNear({ agent: 'a' });
  expect(lines()).toHaveLength(29);
});

test('an event never throws, even when log and metrics do', () => {
  const metrics = createMetrics();
  const log = createLog('debug', {
    write: () => {
      throw new Error('disk full');
    },
  });
  const events = createEvents(log, metrics);
  expect(() => events.threadWoken(-1)).not.toThrow();
  expect(() => events.redisBack()).not.toThrow();
});
