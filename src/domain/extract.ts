import { z } from 'zod';

/** A file as it came with a mail. Its name and type are what the sender says. */
export type ReceivedFile = { name: string; claimedType: string | undefined; bytes: Uint8Array };

export type ExtractLimits = { maxPages: number; maxCharacters: number };

/** The text of a file, or why there is none. */
export const Extracted = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('read'),
    /** One entry where the format has no pages. */
    pages: z.array(z.string()),
    /** Whether the entries are pages that a reader would find under these numbers. */
    isPaged: z.boolean(),
    /** What was left out, such as `pages 51 to 200`. */
    leftOut: z.string().optional(),
  }),
  z.object({ kind: z.literal('unread'), because: z.string() }),
]);
export type Extracted = z.infer<typeof Extracted>;

/**
 * Reads a file of a stranger within bounded time and memory, whatever its bytes are. Throws only the reason of `signal`
 * when the caller aborted.
 */
export type Extract = (file: ReceivedFile, limits: ExtractLimits, signal: AbortSignal) => Promise<Extracted>;
