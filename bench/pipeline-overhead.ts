import { setTimeout as wait } from 'node:timers/promises';
import { arrivalsOf } from './mailroom.ts';
import type { Options } from './options.ts';
import type { Figure } from './report.ts';
import { percentile } from './statistics.ts';
import type { Workplace } from './workplace.ts';

const PER_SECOND = 20;

/**
 * How long a reply takes at low load, from the call of the admission to the arrival of the send at Nylas. The peers
 * answer at once, so that all of it is our own; the time they and the network take counts as ours too.
 */
export async function measureOverhead(place: Workplace, options: Options): Promise<Figure[]> {
  const { mailroom, peers } = place;
  const seconds = options.quick ? 3 : 20;
  const admittedAtMs = new Map<string, number>();
  await peers.reset();
  const startedAt = performance.now();
  for (const [at, arrival] of arrivalsOf('reply', PER_SECOND * seconds).entries()) {
    await wait(Math.max(0, startedAt + (at * 1000) / PER_SECOND - performance.now()));
    admittedAtMs.set(arrival.messageId, performance.timeOrigin + performance.now());
    await mailroom.admit([arrival]);
  }
  await mailroom.drained(30_000);
  const sent = await peers.sentAtMs();
  const tookMs = [...admittedAtMs].map(([messageId, atMs]) => (sent[messageId] ?? Number.NaN) - atMs);
  if (tookMs.some(Number.isNaN)) throw new Error('some replies were not sent');
  const figure = (share: number): Figure => ({
    name: `own overhead per message, p${share}`,
    unit: 'ms',
    value: percentile(tookMs, share),
  });
  return [
    {
      ...figure(50),
      budget: { bound: 15, direction: 'at most', of: 'value' },
      note: `from admission to the send, ${PER_SECOND} messages a second, four calls to instant peers`,
    },
    figure(95),
    figure(99),
  ];
}
