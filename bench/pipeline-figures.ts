import type { Figure } from './report.ts';
import { median } from './statistics.ts';
import type { Window } from './windows.ts';

export type WindowsByKind = Record<'reply' | 'long' | 'park' | 'skip' | 'burst' | 'plain', Window[]>;

/** What the windows show, against the budgets of DESIGN section 7. */
export function windowFigures(windows: WindowsByKind): Figure[] {
  const { reply, long, park, skip, burst } = windows;
  const scripts = each(reply, ({ redis }) => redis.scripts).toFixed(1);
  return [
    repliesFigure(windows),
    { ...rate('long replies per second and core', long), note: 'to a letter of 850 words' },
    rate('parks per second and core', park),
    rate('guard skips per second and core', skip),
    { ...rate('messages per second and core, ten to a thread', burst), note: 'one reply covers the ten' },
    { ...calls('Nylas calls for a reply', reply, toNylas), budget: atMost(2) },
    { ...calls('Nylas calls for a park', park, toNylas), budget: atMost(2) },
    { ...calls('model calls for a reply', reply, toModel), budget: atMost(2) },
    { ...calls('model calls for a skip by guard', skip, toModel), budget: atMost(0) },
    { name: 'Redis CPU for a reply', unit: 'us', value: each(reply, ({ redis }) => redis.cpuSeconds * 1e6) },
    {
      name: 'Redis commands for a reply',
      unit: '',
      value: each(reply, ({ redis }) => redis.commands),
      note: `those inside scripts included; ${scripts} of them run a script`,
    },
    { name: 'bytes to Redis for a reply', unit: 'B', value: each(reply, ({ redis }) => redis.bytesIn) },
    { name: 'bytes from Redis for a reply', unit: 'B', value: each(reply, ({ redis }) => redis.bytesOut) },
  ];
}

function repliesFigure({ reply, plain }: WindowsByKind): Figure {
  const baseline = plain.map(perCore);
  return {
    ...rate('replies per second and core', reply),
    baseline: { name: 'plain worker, no ledger, no checks', value: median(baseline) },
    ratio: median(reply.map((window, at) => perCore(window) / (baseline[at] ?? Number.NaN))),
    budget: { bound: 400, direction: 'at least', of: 'value' },
  };
}

function rate(name: string, windows: readonly Window[]): Figure {
  const rates = windows.map(perCore);
  return { name, unit: '/s', value: median(rates), windows: rates };
}

function calls(name: string, windows: readonly Window[], of: (window: Window) => number): Figure {
  return { name, unit: '', value: each(windows, of) };
}

function perCore({ messages, workerCpuSeconds }: Window): number {
  return messages / workerCpuSeconds;
}

/** The median over the windows of what each message took. */
function each(windows: readonly Window[], of: (window: Window) => number): number {
  return median(windows.map((window) => of(window) / window.messages));
}

const ofModel = new Set(['classification', 'draft']);

function toModel({ calls: counted }: Window): number {
  return sum(Object.entries(counted).filter(([name]) => ofModel.has(name)));
}

/** Everything else, also what nobody expected. */
function toNylas({ calls: counted }: Window): number {
  return sum(Object.entries(counted).filter(([name]) => !ofModel.has(name)));
}

function sum(counted: readonly [string, number][]): number {
  return counted.reduce((total, [, count]) => total + count, 0);
}

function atMost(bound: number) {
  return { bound, direction: 'at most', of: 'value' } as const;
}
