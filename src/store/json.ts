import type { z } from 'zod';

/** Reads back a value that this store wrote with JSON.stringify from the same type; never for what others wrote. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names what was written
export function fromJson<T>(text: string): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only our own typed writes stand in these fields
  return JSON.parse(text) as T;
}

/** Reads what may be of another version, or broken: undefined when it is not JSON of that shape. */
export function readJson<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
