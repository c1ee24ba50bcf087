import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { root } from './child.ts';

/** The part of a .cpuprofile that is read (Chrome DevTools Protocol, `Profiler.Profile`). */
export const Profile = z.looseObject({
  nodes: z.array(
    z.looseObject({
      id: z.number(),
      callFrame: z.looseObject({ functionName: z.string(), url: z.string(), lineNumber: z.number() }),
      children: z.array(z.number()).optional(),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});
export type Profile = z.infer<typeof Profile>;

/** Keeps the profile as a file and tells what took the time in it. */
export function profileLines(profile: Profile, name: string): string[] {
  const folder = join(root, 'data');
  const file = join(folder, `${name}.cpuprofile`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, JSON.stringify(profile));
  return [
    `profile: ${relative(root, file)} (the performance panel of a browser opens it)`,
    '',
    'itself, by package',
    ...top(selfTimes(profile, packageOf), 20),
    '',
    'itself, by function',
    ...top(selfTimes(profile), 40),
    '',
    'with all it calls, until the first await, by function of ours',
    ...top(totalTimes(profile), 40),
  ];
}

type Frame = Profile['nodes'][number]['callFrame'];
type Share = { name: string; ms: number; share: number };

function top(shares: Share[], count: number): string[] {
  return shares.slice(0, count).map(lineOf);
}

/** Time spent in each group of frames itself, without what they called; idle time left out; the costliest first. */
export function selfTimes(profile: Profile, groupOf = functionOf): Share[] {
  return sharesOf(profile, (id, frames) => {
    const frame = frames.get(id);
    return frame === undefined ? [] : [groupOf(frame)];
  });
}

/** Time spent in each function of `src` with all that it called on the same stack; what follows an await is another stack. */
export function totalTimes(profile: Profile): Share[] {
  const parents = new Map(
    profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  );
  return sharesOf(profile, (id, frames) => {
    const names = new Set<string>();
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const frame = frames.get(at);
      if (frame && placeOf(frame).startsWith('src/')) names.add(functionOf(frame));
    }
    return [...names];
  });
}

function sharesOf(
  { nodes, samples, timeDeltas }: Profile,
  groupsOf: (id: number, frames: Map<number, Frame>) => string[],
): Share[] {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const spent = new Map<string, number>();
  let total = 0;
  for (const [at, id] of samples.entries()) {
    const frame = frames.get(id);
    // the start of the profile is work of the profiler
    if (frame?.functionName === '(idle)' || frame?.url.startsWith('node:inspector')) continue;
    const micros = timeDeltas[at] ?? 0;
    total += micros;
    for (const group of groupsOf(id, frames)) spent.set(group, (spent.get(group) ?? 0) + micros);
  }
  return [...spent]
    .map(([name, micros]) => ({ name, ms: micros / 1000, share: micros / total }))
    .toSorted((a, b) => b.ms - a.ms);
}

function functionOf(frame: Frame): string {
  return `${frame.functionName || '(anonymous)'}  ${placeOf(frame)}:${frame.lineNumber + 1}`;
}

/** The package, our own folder, or what of Node it is. */
function packageOf(frame: Frame): string {
  const place = placeOf(frame);
  const inPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/.exec(place)?.[1];
  if (inPackage !== undefined) return inPackage;
  if (place === '') return frame.functionName.startsWith('(') ? frame.functionName : '(native)';
  return place.startsWith('node:')
    ? place.split('/').slice(0, 2).join('/')
    : place.split('/').slice(0, 2).join('/');
}

function placeOf({ url }: Frame): string {
  return url.startsWith('file:') ? relative(root, fileURLToPath(url)) : url;
}

function lineOf({ name, ms, share }: Share): string {
  return `${(share * 100).toFixed(1).padStart(5)} %  ${ms.toFixed(0).padStart(6)} ms  ${name}`;
}
