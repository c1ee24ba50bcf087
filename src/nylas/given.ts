import { z } from 'zod';
import type { Message } from '#domain/mail.ts';
import * as wire from './schema.ts';
import { messageFrom } from './translate.ts';

/** A message as somebody has it in a file: alone, as the answer of Nylas, or in a notification. */
const Given = z.union([
  z
    .looseObject({ type: z.string(), data: z.looseObject({ object: wire.Message }) })
    .transform((n) => n.data.object),
  z.looseObject({ data: wire.Message }).transform((answer) => answer.data),
  wire.Message,
]);

/**
 * Reads a message object, an answer with one, or a webhook notification (CONTRACT sections 1.6 and 2.1).
 * `grantId` and `threadId` are empty where it names none. Undefined for JSON of another shape, or without a body.
 */
export function readGivenMessage(json: unknown): Message | undefined {
  const parsed = Given.safeParse(json);
  if (!parsed.success || parsed.data.body === undefined || parsed.data.body === null) return undefined;
  return messageFrom(parsed.data, { grantId: '' });
}
