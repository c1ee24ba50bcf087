import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { hashPassword } from '#server/sign-in/password.ts';
import { keysOf } from '#store/keys.ts';
import { GRANT, startWorld, supportAgent, type World } from './world.ts';

const question = 'How long does shipping to Germany take?';
const mails = [
  { subject: 'Delivery to Germany', text: question, from: 'Ann Lee <ann@customer.example>' },
  {
    subject: 'Refund for order 4471',
    text: 'I want my money back, please give me a refund.',
    from: 'Tom Baker <tom@customer.example>',
  },
  { subject: 'Thanks', text: 'Thank you very much!', from: 'Mia Chen <mia@customer.example>' },
  {
    subject: 'Last warning',
    text: 'My lawyer will take you to court.',
    from: 'Jon Frey <jon@customer.example>',
  },
];
const dying = ['Eve Stone <eve@customer.example>', 'Max Berg <max@customer.example>'];
const ends = ['sent', 'review', 'skipped', 'escalated'];

/** Of Vera, who may only look. */
export const password = 'look, do not touch';

/** A world in which a mail was replied to, one waits as a review, one got no answer, one was handed on, and two died. */
export async function worldOfFates(): Promise<World> {
  await using started = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'inreply-fates-'));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const people = join(folder, 'people.yaml');
  const hash = await hashPassword(password, { ln: 14, r: 8, p: 1 });
  await writeFile(people, `people: [{ id: vera, name: Vera, password: "${hash}", role: viewer }]\n`);
  const yaml = `${supportAgent['agent.yaml']}autonomy: { start: delayed, delay_seconds: 1 }\n`;
  const world = started.use(
    await startWorld({
      agent: { ...supportAgent, 'agent.yaml': yaml },
      env: { SWEEP_SECONDS: '3600', KEEP_PROMPTS_DAYS: '1', PEOPLE_FILE: people },
    }),
  );
  await Promise.all(
    mails.map(async (mail) => {
      const { id } = await world.receive(mail);
      await world.outcome(id, ({ state }) => ends.includes(state));
    }),
  );
  await dieIn(world);
  const running = started.move();
  return { ...world, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Mails that cannot be read from the mailbox until they are given up; then the mailbox answers again. */
async function dieIn(world: World): Promise<void> {
  const fault = { action: 'status', status: 400, match: { endpoint: 'list' } };
  await world.sandbox.control('POST', '/sandbox/faults', fault);
  const redis = new Redis(join(world.dataDir, 'redis/r.sock'));
  await Promise.all(
    dying.map(async (from) => {
      const { id } = await world.receive({ subject: 'Delivery time', text: question, from });
      await world.outcome(id, ({ attempts }) => Number(attempts) > 0);
      // As if it had been tried for a day.
      await redis.hset(keysOf(0).message(GRANT, id), 'att', 99);
      await world.outcome(id, ({ state }) => state === 'dead');
    }),
  );
  redis.disconnect();
  await world.sandbox.control('DELETE', '/sandbox/faults');
}
