import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type Peer, type PeerRequest, startPeer } from '../helpers/peer.ts';
import { GRANT, startWorld, supportAgent, until, type World, writeFiles } from '../helpers/world.ts';

const HOOK_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const SIGNING_SECRET = 'slack-signing-secret';
const LEAD = 'lead@shop.example';
const REFUND = 'I want my money back, please give me a refund.';

let agent: Record<string, string>;
let world: World;
let hook: Peer;
let slack: Peer;

const started = new AsyncDisposableStack();
beforeAll(async () => {
  hook = started.use(await startPeer());
  let posts = 0;
  slack = started.use(
    await startPeer(({ path }) => ({
      body: JSON.stringify({
        ok: true,
        channel: 'C0SUPPORT',
        ts: path.includes('post') ? `17.${++posts}` : '',
      }),
    })),
  );
  const notify = `notify:
  webhook: { url: "${hook.url}/hook", secret: "${HOOK_SECRET}" }
  slack: { channel: C0SUPPORT, approvers: [U0BOSS] }
`;
  agent = { ...supportAgent, 'agent.yaml': `${supportAgent['agent.yaml'] ?? ''}${notify}` };
  const env = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: SIGNING_SECRET, SLACK_API_URL: slack.url };
  world = started.use(await startWorld({ agent, env, roles: [] }));
}, 60_000);
afterAll(() => started.disposeAsync());

const SlackPost = z.looseObject({ blocks: z.array(z.looseObject({ type: z.string() })) });
const Elements = z.array(z.looseObject({ action_id: z.string(), value: z.string().optional() }));
const slackCalls = (method: string) => slack.requests.filter(({ path }) => path === `/${method}`);

function buttonsOf({ body }: PeerRequest) {
  const { blocks } = SlackPost.parse(JSON.parse(body));
  return Elements.parse(blocks.find(({ type }) => type === 'actions')?.['elements'] ?? []);
}

async function press(user: string, value: string | undefined, action = 'approve', at = Date.now()) {
  const payload = JSON.stringify({
    type: 'block_actions',
    user: { id: user },
    channel: { id: 'C0SUPPORT' },
    actions: [{ action_id: action, value }],
  });
  const body = new URLSearchParams({ payload }).toString();
  const timestamp = String(Math.floor(at / 1000));
  const signature = `v0=${createHmac('sha256', SIGNING_SECRET).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signature,
  };
  const send = async () =>
    (await fetch(`${world.url}/slack/actions`, { method: 'POST', headers, body })).status;
  return { status: await send(), again: send };
}

const statusOf = async (id: string) => (await world.api('GET', `/api/reviews/${id}`)).json.status;

async function park(subject: string): Promise<string> {
  const { id } = await world.receive({ subject, text: REFUND });
  return (await world.outcome(id, ({ state }) => state === 'review')).review_id ?? '';
}

const postFor = (id: string) =>
  until(
    async () => slackCalls('chat.postMessage').find((call) => (buttonsOf(call)[0]?.value ?? '').includes(id)),
    `the message about ${id}`,
  );

test('a review is told of by webhook and in Slack, and decided there by those who may', async () => {
  const main = await world.start('all', { PUBLIC_URL: world.url });
  const id = await park('Refund');

  const opened = await until(
    async () => hook.requests.find(({ body }) => body.includes('review.opened')),
    'the webhook',
  );
  const headers = Object.fromEntries(
    ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [
      name,
      String(opened.headers[name]),
    ]),
  );
  expect(new Webhook(HOOK_SECRET).verify(opened.body, headers)).toMatchObject({
    type: 'review.opened',
    data: { review_id: id, grant_id: GRANT, status: 'open', url: `${world.url}/reviews/${id}` },
  });
  expect(opened.body).not.toContain('Refund');

  const post = await postFor(id);
  expect(post.headers.authorization).toBe('Bearer xoxb-1');
  expect(buttonsOf(post).map(({ action_id }) => action_id)).toEqual(['approve', 'reject', 'open']);
  const value = buttonsOf(post)[0]?.value;

  expect((await press('U0OTHER', value)).status).toBe(200);
  await until(async () => slackCalls('chat.postEphemeral')[0], 'the refusal');
  expect(await statusOf(id)).toBe('open');
  expect((await press('U0BOSS', value, 'approve', Date.now() - 6 * 60_000)).status).toBe(401);

  const pressed = await press('U0BOSS', value);
  expect(pressed.status).toBe(200);
  expect(await pressed.again()).toBe(409);
  await until(async () => ((await statusOf(id)) === 'sent' ? true : undefined), 'the reply to leave');
  const audit = await world.api('GET', `/api/audit?review=${id}`);
  expect(audit.text).toContain('slack:U0BOSS');
  await until(async () => {
    const last = slackCalls('chat.update').at(-1);
    return last && last.body.includes('Approved') && buttonsOf(last).length === 1 ? true : undefined;
  }, 'the buttons to vanish');
  await until(
    async () => hook.requests.find(({ body }) => body.includes('"state":"sent"')),
    'the end to be told',
  );

  const stale = await park('Refund again');
  const old = buttonsOf(await postFor(stale))[0]?.value;
  const revise = { version: 1, instruction: 'be kind' };
  expect((await world.api('POST', `/api/reviews/${stale}/revise`, revise)).status).toBe(202);
  expect((await press('U0BOSS', old, 'reject')).status).toBe(200);
  await until(async () => slackCalls('chat.postEphemeral')[1], 'the refusal of a stale press');
  expect(await statusOf(stale)).toBe('open');
  expect(await world.end(main)).toBe(0);
  const ids = hook.requests.map((request) => request.headers['webhook-id']);
  expect(new Set(ids).size).toBe(ids.length);
}, 60_000);

const digests = () => world.sandbox.sent(GRANT).filter(({ to }) => to.some(({ email }) => email === LEAD));

test('a digest goes out once, over restarts; its links decide nothing until their form does', async () => {
  const at = new Date().toISOString().slice(11, 16);
  const digest = `  digest: { to: [${LEAD}], at: "${at}", days: [mon, tue, wed, thu, fri, sat, sun] }\n`;
  await writeFiles(join(world.agentsDir, 'support'), { 'agent.yaml': `${agent['agent.yaml']}${digest}` });
  const first = await world.start('all', { PUBLIC_URL: world.url });
  const mail = await until(async () => digests()[0], 'the digest');
  const links = [...mail.body.matchAll(/href="([^"]*\/one-tap\/[^"]+)"/g)].map(([, url = '']) => url);
  expect(links.length).toBeGreaterThanOrEqual(2);
  expect(mail.headers.map(({ name, value }) => `${name}: ${value}`)).toContain(
    'Auto-Submitted: auto-generated',
  );

  const before = await world.api('GET', '/api/reviews?status=open');
  const pages = await Promise.all(
    links.flatMap((url) => [
      fetch(url),
      fetch(url, { method: 'HEAD' }),
      fetch(url, { headers: { purpose: 'prefetch' } }),
    ]),
  );
  expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([200]));
  expect((await world.api('GET', '/api/reviews?status=open')).text).toBe(before.text);

  const [page] = pages;
  const text = (await page?.text()) ?? '';
  expect(page?.headers.get('referrer-policy')).toBe('no-referrer');
  expect(page?.headers.get('cache-control')).toBe('no-store');
  expect(text).toContain('Send this reply?');
  const token = /name="token" value="([^"]+)"/.exec(text)?.[1] ?? '';
  const submit = (given: string) =>
    fetch(`${world.url}/one-tap`, { method: 'POST', body: new URLSearchParams({ token: given }) });
  expect((await submit(`${token.slice(0, -2)}xx`)).status).toBe(404);
  const done = await submit(token);
  expect([done.status, await done.text()]).toEqual([200, expect.stringContaining('being sent')]);
  expect((await submit(token)).status).toBe(410);
  expect(await (await fetch(links[0] ?? '')).text()).toContain('Used already');
  expect(await (await fetch(links[1] ?? '')).text()).toContain('It was approved');
  await world.end(first, 'SIGKILL');
  await world.start('all', { PUBLIC_URL: world.url });
  const asked = hook.requests.length;
  await park('Refund at last');
  await until(
    async () => hook.requests.slice(asked).find(({ body }) => body.includes('review.opened')),
    'the webhook',
  );
  expect(digests()).toHaveLength(1);
}, 60_000);
