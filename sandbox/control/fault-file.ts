import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Settings } from '../settings.ts';
import { Chaos } from './chaos.ts';
import { FaultRules } from './faults.ts';
import { mistakesIn } from './read.ts';

/** What `SANDBOX_FAULTS` names: the bodies of the three control requests, in one file. */
const FaultFile = z.strictObject({
  faults: FaultRules.optional(),
  chaos: Chaos.optional(),
  settings: Settings.partial().optional(),
});
export type FaultFile = z.infer<typeof FaultFile>;

/** Reads the file, or gives every mistake in it. */
export function readFaultFile(path: string): { file: FaultFile } | { mistakes: string[] } {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return { mistakes: [`${path}: ${error instanceof Error ? error.message : String(error)}`] };
  }
  const parsed = FaultFile.safeParse(value);
  if (parsed.success) return { file: parsed.data };
  return { mistakes: mistakesIn(parsed.error).map((mistake) => `${path}: ${mistake}`) };
}
