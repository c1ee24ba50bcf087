import { afterEach, beforeEach, expect, test } from 'vitest';
import { aDraft, anAgent } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();
let stage: Stage;
beforeEach(() => {
  stage = aStage(server.redis);
  stage.agent = anAgent({ redact: ['email', 'name', 'phone'] });
});
afterEach(() => stage[Symbol.dispose]());

test('the model sees marks, and the mail that leaves has the data', async () => {
  await stage.receive({
    from: [{ name: 'Carla Customer', email: 'carla@customer.example' }],
    body: 'Where is my order 1042? Call +49 30 1234567. Carla',
  });
  stage.model.write = (user) => {
    const [name = ''] = /\[\[NAME_1_[a-p]{8}\]\]/.exec(user) ?? [];
    return aDraft({ body: `Hello ${name},\n\nyour order is on its way.` });
  };
  await stage.drain();
  const seen = stage.model.prompts.map(({ user }) => user).join('\n');
  expect(seen).toContain('1042');
  expect(seen).not.toMatch(/Carla|carla@customer|1234567/);
  expect(stage.nylas.mails[0]?.body.body).toContain('Hello Carla,');
  expect((await stage.record())?.account?.draft?.body).toContain('Hello Carla,');
});
