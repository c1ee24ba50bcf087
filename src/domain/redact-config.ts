import { z } from 'zod';

/** `redact` of `agent.yaml`: kinds of personal data that no model is shown. */
export const Redact = z.array(z.enum(['email', 'phone', 'card', 'iban', 'ip', 'name'])).default([]);
export type RedactKind = z.infer<typeof Redact>[number];
