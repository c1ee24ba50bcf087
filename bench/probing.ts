import { z } from 'zod';
import type { Child } from './child.ts';
import { Profile } from './profile.ts';

/** What a child is started with that is to be probed. */
export const probed = { nodeOptions: ['--import', './bench/probe.ts'], channel: true } as const;

const Delay = z.object({ p50: z.number(), p99: z.number(), max: z.number() });

/** How late the event loop of the child ran during the work, in milliseconds. */
export async function delayDuring(
  child: Child,
  work: () => Promise<unknown>,
): Promise<z.infer<typeof Delay>> {
  await child.ask('delay');
  await work();
  return Delay.parse(await child.ask('delayed'));
}

/** A CPU profile of the child during the work; its sampling costs the child some speed. */
export async function profiled(child: Child, work: () => Promise<unknown>): Promise<Profile> {
  await child.ask('profile');
  await work();
  return Profile.parse(await child.ask('profiled'));
}

/** What the child still holds after a collection of its garbage, in bytes. */
export async function liveBytes(child: Child): Promise<number> {
  return z.number().parse(await child.ask('live'));
}
