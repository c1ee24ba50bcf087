import { expect, it } from 'vitest';
import { ApiDocument, contractOf, operationsOf } from '../helpers/contract.ts';
import { type Answer, GRANT, startWorld, supportAgent, until, type World } from '../helpers/world.ts';

/** Told of by tests of their own: a stream has no end, and nothing dies here. */
const elsewhere = ['followEvents', 'retryMessage', 'retryDeadLetter', 'dismissDeadLetter'];

const agent = {
  ...supportAgent,
  'agent.yaml': `${supportAgent['agent.yaml']}autonomy: { start: delayed, delay_seconds: 600 }\n`,
};

it('every route gives its good answer from a running service, in the shape that its document declares', async () => {
  await using world = await startWorld({ agent });
  const document = ApiDocument.parse((await world.api('GET', '/openapi.json')).json);
  const check = contractOf(document);
  const answered = new Set<string>();
  const call = async (method: string, path: string, body?: unknown) => {
    const { status, headers, text, json } = await world.api(method, path, body);
    const type = headers.get('content-type');
    const operation = check({ method, path, status, type, text });
    if (status < 300 && operation !== undefined) answered.add(operation.operationId);
    expect([method, path, status < 300 || text]).toEqual([method, path, true]);
    return json;
  };

  const shipping = await world.receive({
    subject: 'Shipping',
    text: 'How long does shipping to Germany take?',
  });
  const held = await world.outcome(shipping.id, ({ state }) => state === 'ready');
  const place = `${GRANT}/${encodeURIComponent(shipping.id)}`;
  const thread = `${GRANT}/${encodeURIComponent(String(held['thread_id']))}`;
  await call('GET', '/api/autonomy');
  await call('GET', `/api/messages/${place}`);
  await call('GET', `/api/messages/${place}/exchanges`);
  await call('GET', `/api/threads/${thread}`);
  await call('GET', `/api/threads/${thread}/messages/${encodeURIComponent(shipping.id)}/html`);
  await call('POST', `/api/messages/${place}/undo`);
  await decideReviews(world, call);
  await call('POST', `/api/autonomy/${GRANT}/shipping`, { level: 'review' });
  await call('POST', '/api/pause', { because: 'a test' });
  await call('POST', '/api/resume', {});
  const made = await call('POST', '/api/tokens', { name: 'ci', role: 'viewer' });
  expect(made.token).toContain('ci');
  await call('POST', '/api/tokens/ci/revoke');
  await call('POST', '/api/people/anna/sign-out', {});
  await call('POST', '/api/learning/forget', { grant_id: GRANT });
  await call('GET', '/webhooks/nylas?challenge=x');
  answered.add('takeNotification'); // the mails above came by it

  const plain = operationsOf(document).filter(({ method, path }) => method === 'get' && !path.includes('{'));
  for (const { path, operation } of plain) {
    if (!elsewhere.includes(operation.operationId) && !answered.has(operation.operationId))
      await call('GET', path);
  }
  const missing = operationsOf(document).map(({ operation }) => operation.operationId);
  expect(missing.filter((id) => !answered.has(id) && !elsewhere.includes(id))).toEqual([]);
});

/** Every verdict and every note, each on a review of its own. */
async function decideReviews(
  world: World,
  call: (method: string, path: string, body?: unknown) => Promise<Answer['json']>,
) {
  const ids: string[] = [];
  for (const at of [1, 2, 3, 4]) {
    const mail = await world.receive({
      from: `ann${at}@customer.example`,
      subject: `Refund ${at}`,
      text: 'I want my money back, please give me a refund.',
    });
    const { review_id } = await world.outcome(mail.id, ({ state }) => state === 'review');
    ids.push(review_id ?? '');
  }
  const [one = '', two = '', three = '', four = ''] = ids;
  const review = `/api/reviews/${one}`;
  const { version } = await call('GET', review);
  await call('POST', `${review}/assign`, { to: null });
  await call('POST', `${review}/snooze`, { until: null });
  await call('POST', `${review}/notes`, { text: 'She called.' });
  await call('GET', `${review}/history`);
  const approved = await call('POST', `${review}/approve`, { version, undo_seconds: 60 });
  await call('POST', `${review}/undo`, { version: approved.version });
  await call('POST', `/api/reviews/${two}/reject`, { version: 1 });
  await call('POST', `/api/reviews/${three}/revise`, { version: 1, instruction: 'Shorter.' });
  await call('POST', '/api/reviews/decide', { verdicts: [{ id: four, verdict: 'approve', version: 1 }] });
  await until(async () => {
    const now = await call('GET', `/api/reviews/${four}`);
    return now.status === 'sent' ? now : undefined;
  }, 'the approved reply to leave');
}
