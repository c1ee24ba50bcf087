import { z } from 'zod';

/** What a thread is given to read. */
export const Task = z.object({
  file: z.object({
    name: z.string(),
    claimedType: z.string().or(z.undefined()),
    bytes: z.instanceof(Uint8Array),
  }),
  limits: z.object({ maxPages: z.number(), maxCharacters: z.number() }),
});
