import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inreply, serve } from './stub.ts';

const env = {
  AGENTS_DIR: resolve(import.meta.dirname, '../../../agents'),
  SUPPORT_GRANT_ID: 'g',
  SUPPORT_ADDRESS: 'a@b.example',
  SALES_GRANT_ID: 'h',
  SALES_ADDRESS: 'c@b.example',
  OPENAI_MODEL: 'm',
};

describe('inreply knowledge check', () => {
  it('shows what a question finds, and what no passage answers', async () => {
    const found = await inreply(['knowledge', 'check', 'support', 'Can', 'I', 'return', 'shoes?'], env);
    expect(found.code).toBe(0);
    expect(found.out).toContain('in the prompt  returns.md#1');
    expect(found.out).not.toContain('no passage seems to answer');
    const none = await inreply(['knowledge', 'check', 'support', 'May I bring my dog?'], env);
    expect(none.out).toContain('no passage seems to answer: May I bring my dog?');
  });

  it('shows what is there without a question, also for programs', async () => {
    const { out } = await inreply(['knowledge', 'check', '--json'], env);
    expect(JSON.parse(out)).toMatchObject([
      { agent: 'sales', whole: true, warnings: [] },
      { agent: 'support', whole: true, files: expect.arrayContaining([]), warnings: [] },
    ]);
    expect((await inreply(['knowledge', 'check'], env)).out).toContain('shipping.md');
  });

  it('says which agents there are when one is asked for that is not', async () => {
    const { code, err } = await inreply(['knowledge', 'check', 'nobody'], env);
    expect([code, err]).toEqual([1, expect.stringContaining('there are: sales, support')]);
  });
});

describe('inreply knowledge gaps', () => {
  const gap = {
    agent: 'support',
    question: 'May I bring my dog?',
    count: 3,
    belongs_to: 'products.md > Our shop',
    last_at: '2026-11-21T08:00:00.000Z',
    messages: [{ grant_id: 'g', message_id: 'm1' }],
  };

  it('lists questions with how often, where they may belong and a message', async () => {
    await using server = await serve(() => ({ json: { gaps: [gap] } }));
    const there = { PORT: server.port, API_TOKEN: 'a-long-token-for-tests' };
    const { out } = await inreply(['knowledge', 'gaps', '--since', '30d'], there);
    expect(server.calls.map(({ path }) => path)).toEqual(['/api/knowledge/gaps?since=30d']);
    expect(out).toMatch(/3 x +support +May I bring my dog\? +near products\.md > Our shop +g\/m1/);
    expect(JSON.parse((await inreply(['knowledge', 'gaps', '--json'], there)).out)).toEqual({ gaps: [gap] });
  });

  it('says when there are none', async () => {
    await using server = await serve(() => ({ json: { gaps: [] } }));
    const there = { PORT: server.port, API_TOKEN: 'a-long-token-for-tests' };
    expect((await inreply(['knowledge', 'gaps'], there)).out).toContain('nothing was left unanswered');
  });
});
