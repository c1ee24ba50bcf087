import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Profile, selfTimes, totalTimes } from '../../../bench/profile.ts';
import { root } from '../docs/documents.ts';

const frame = (functionName: string, file: string) => ({
  functionName,
  url: file === '' ? '' : pathToFileURL(join(root, file)).href,
  lineNumber: 9,
});

/** `answer` calls `read`, which calls a package; then nothing happens for a while. */
const profile: Profile = {
  nodes: [
    { id: 1, callFrame: frame('(root)', ''), children: [2, 5] },
    { id: 2, callFrame: frame('answer', 'src/workers/answer.ts'), children: [3] },
    { id: 3, callFrame: frame('read', 'src/agent/reading/reading.ts'), children: [4] },
    { id: 4, callFrame: frame('parse', 'node_modules/parser/index.js') },
    { id: 5, callFrame: frame('(idle)', '') },
  ],
  samples: [2, 3, 4, 4, 5],
  timeDeltas: [1000, 1000, 1000, 1000, 50_000],
};

const told = (shares: { name: string; ms: number }[]) => shares.map(({ name, ms }) => `${ms} ${name}`);

describe('a profile', () => {
  it('tells what each function took itself, the costliest first, without idle time', () => {
    expect(told(selfTimes(profile))).toEqual([
      '2 parse  node_modules/parser/index.js:10',
      '1 answer  src/workers/answer.ts:10',
      '1 read  src/agent/reading/reading.ts:10',
    ]);
    expect(selfTimes(profile)[0]?.share).toBe(0.5);
  });

  it('tells what our functions took with all they called', () => {
    expect(told(totalTimes(profile))).toEqual([
      '4 answer  src/workers/answer.ts:10',
      '3 read  src/agent/reading/reading.ts:10',
    ]);
  });
});
