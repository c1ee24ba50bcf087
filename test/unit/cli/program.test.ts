import { describe, expect, it } from 'vitest';
import { inreply } from './stub.ts';

describe('the command line', () => {
  it('explains itself', async () => {
    const { code, out } = await inreply(['--help']);
    expect(code).toBe(0);
    const commands = out
      .split('Commands:')[1]
      ?.match(/^ {2}(\w+)/gm)
      ?.map((line) => line.trim());
    expect(commands).toEqual([
      'doctor',
      'start',
      'demo',
      'show',
      'replay',
      'autonomy',
      'pause',
      'resume',
      'audit',
      'queues',
      'reviews',
      'tools',
      'people',
      'tokens',
      'eval',
      'learn',
      'knowledge',
      'accounts',
      'webhooks',
      'help',
    ]);
    expect((await inreply(['show', '--help'])).out).toContain('GRANT/MESSAGE');
  });

  it('suggests the command that was meant', async () => {
    const { code, err } = await inreply(['shwo', 'x']);
    expect(code).toBe(2);
    expect(err).toContain("unknown command 'shwo'\n(Did you mean show?)");
    expect((await inreply(['webhooks', 'regster'])).err).toContain('Did you mean register?');
  });

  it('fails and says what is missing when it is called without what it needs', async () => {
    expect(await inreply(['show'])).toMatchObject({ code: 2, err: expect.stringContaining("'message'") });
    expect(await inreply([])).toMatchObject({ code: 2, err: expect.stringContaining('Usage: inreply') });
    expect(await inreply(['start', 'everything'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Allowed choices are all, server, worker'),
    });
  });

  it('says in one line which setting is missing or wrong', async () => {
    expect(await inreply(['accounts', 'list'])).toEqual({
      code: 1,
      out: '',
      err: 'NYLAS_API_KEY is not set: create an API key in the Nylas dashboard (API Keys) and set it',
    });
    expect((await inreply(['reviews'], { PORT: 'x' })).err).toContain('PORT must be a whole number');
  });
});
