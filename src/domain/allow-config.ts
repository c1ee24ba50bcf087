import { z } from 'zod';

/** RFC 5322 section 2.2: printable, no colon. */
const HeaderName = z.string().regex(/^[!-9;-~]+$/, { error: 'write the name alone, without a colon' });

/**
 * A wanted robot in `allow:` of `agent.yaml`: mail of it is answered although signs say that no person wrote it. Bounces,
 * reports, own mail, other agents, loops and limits are not let off.
 */
export const AllowedRobot = z.strictObject({
  /** An address (`a@b.c`) or a whole domain (`@b.c`). */
  from: z.string().regex(/^[^\s@]*@[^\s@]+$/, { error: 'write an address (a@b.c) or a domain (@b.c)' }),
  /** Only mail that has this header field, and in it this text. */
  header: z.strictObject({ name: HeaderName, contains: z.string().default('') }).optional(),
  /** Also mail that nothing proves to be theirs: anybody can then write such mail. */
  unproven: z.boolean().default(false),
});
export type AllowedRobot = z.infer<typeof AllowedRobot>;
