import { describe, expect, it } from 'vitest';
import { keysLeft } from '../../prove/leftovers.ts';
import { planFaults } from '../../prove/faults.ts';
import { planMails } from '../../prove/mails.ts';
import { trendOf } from '../../prove/memory.ts';
import { plotOf } from '../../prove/plot.ts';

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

const countOf = (faults: ReturnType<typeof planFaults>, part: string) =>
  faults.filter(({ kind }) => kind.includes(part)).length;

describe('the faults of a campaign', () => {
  const plan = { seed: 7, kills: 200, lengthMs: 500_000, leaseMs: 4000 };

  it('are the same for the same seed, in the order of their time, and within it', () => {
    const faults = planFaults(plan);
    expect(faults).toEqual(planFaults(plan));
    expect(faults.map(({ atMs }) => atMs)).toEqual(faults.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
    expect(faults.every(({ atMs }) => atMs >= 0 && atMs < plan.lengthMs)).toBe(true);
  });

  it.each([12, 200, 333])('hold as many kills as asked for, of workers, servers and Redis: %d', (kills) => {
    const faults = planFaults({ ...plan, kills });
    expect(countOf(faults, 'kill -9')).toBe(kills);
    expect(countOf(faults, 'of a server')).toBeGreaterThan(1);
    expect(countOf(faults, 'of Redis')).toBeGreaterThan(0);
    expect(new Set(faults.map(({ kind }) => kind)).size).toBe(9);
  });

  it('stop a worker for longer than its lease where they say so', () => {
    const stopped = planFaults(plan).filter(({ kind }) => kind === 'worker stopped past its lease');
    expect(stopped.every(({ forMs }) => forMs > plan.leaseMs)).toBe(true);
  });

  it('are none when no kills are asked for', () => {
    expect(planFaults({ ...plan, kills: 0 })).toEqual([]);
  });
});

/** Ten minutes of a worker's memory. */
const seriesOf = (mb: (atS: number) => number) => ({
  name: 'worker',
  points: Array.from({ length: 601 }, (_, atS) => ({ atS, mb: mb(atS) })),
});

describe('the trend of memory', () => {
  it('is what it grows by in a minute of the second half, whatever it did before', () => {
    const warmingUpThenLeaking = seriesOf((atS) => (atS < 300 ? atS : 300 + (atS - 300) / 30));
    expect(trendOf(warmingUpThenLeaking).slope).toBeCloseTo(2, 5);
    expect(trendOf(seriesOf((atS) => Math.min(atS, 200))).slope).toBeCloseTo(0, 5);
  });

  it('sees through what a garbage collector takes and gives back', () => {
    const sawtooth = seriesOf((atS) => 200 + (atS % 23) * 2);
    const leaking = seriesOf((atS) => 200 + (atS % 23) * 2 + atS / 20);
    expect(Math.abs(trendOf(sawtooth).slope)).toBeLessThan(0.5);
    expect(trendOf(leaking).slope).toBeGreaterThan(2.5);
  });
});

it('a plot names each of its lines and how it was made', () => {
  const points = [
    { atS: 0, mb: 100 },
    { atS: 10, mb: 120 },
  ];
  const svg = plotOf('Memory', 'npm run prove', [
    { name: 'server 1', points },
    { name: 'server 2', points },
  ]);
  expect(svg.match(/<polyline/g)).toHaveLength(2);
  expect(svg).toMatch(/server 1[^]*server 2[^]*npm run prove/);
  const labels = [...svg.matchAll(/y="(\d+)" fill/g)].map(([, y]) => Number(y));
  expect(Math.abs((labels[0] ?? 0) - (labels[1] ?? 0))).toBeGreaterThanOrEqual(14);
});

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
