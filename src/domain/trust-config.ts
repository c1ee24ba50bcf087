import { z } from 'zod';
import { trustCodes } from './trust.ts';

/** `trust:` in `agent.yaml`: which facts about a sender leave the answer to a person, and whose checks are believed. */
export const TrustConfig = z.strictObject({
  review: z.array(z.enum(trustCodes)).default(['dmarc_failed', 'look_alike_domain', 'sender_taken_over']),
  /**
   * Names of the servers (authserv-id, RFC 8601 section 2.5) that check mail for the mailboxes and take forged results
   * off it. Without any, a `pass` is believed only above all that the sender could write.
   */
  checked_by: z.array(z.string().min(1)).default([]),
});
export type TrustConfig = z.infer<typeof TrustConfig>;
