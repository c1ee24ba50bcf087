import { describe, expect, it } from 'vitest';
import { keysLeft } from '../../prove/leftovers.ts';
import { planMails } from '../../prove/mails.ts';

describe('the mails of a campaign', () => {
  const plan = { seed: 7, messages: 600, ratePerSecond: 50, mailboxes: ['a@x.test', 'b@x.test'] };

  it('are the same for the same seed, and others for another', () => {
    expect(planMails(plan)).toEqual(planMails(plan));
    expect(planMails({ ...plan, seed: 8 })).not.toEqual(planMails(plan));
  });

  it('are as many as asked for, in the order of their time, and of every kind', () => {
    const mails = planMails(plan);
    expect(mails).toHaveLength(600);
    expect(mails.map(({ atMs }) => atMs)).toEqual(mails.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
    expect(new Set(mails.map(({ kind }) => kind)).size).toBe(8);
  });

  it('name the earlier mail of their thread', () => {
    const [first, ...later] = planMails(plan).filter((mail, _, all) => mail.thread === longestOf(all));
    const id = /Message-ID: (\S+)/.exec(first?.raw ?? '')?.[1] ?? '';
    expect(later.length).toBeGreaterThan(1);
    expect(later.every(({ raw }) => raw.includes(`References: ${id}`))).toBe(true);
  });
});

function longestOf(mails: readonly { thread: number }[]): number | undefined {
  const threads = [...Map.groupBy(mails, ({ thread }) => thread)];
  return threads.toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0];
}

describe('keys left in Redis', () => {
  it('are those without an expiry that nothing explains', () => {
    const keys = [
      { key: '{s0}:m:g/m1', ttl: 1000 },
      { key: '{s0}:m:g/m2', ttl: -1 },
      { key: '{s0}:b:wake:meta', ttl: -1 },
      { key: '{s0}:b:wake:de:g/t1', ttl: -1 },
      { key: '{s0}:fence', ttl: -1 },
      { key: '{l:desk}:swept', ttl: -1 },
      { key: '{s0}:in:g/t1', ttl: -1 },
    ];
    expect(keysLeft(keys)).toEqual(['{s0}:m:g/m2', '{s0}:b:wake:de:g/t1', '{s0}:in:g/t1']);
  });
});
