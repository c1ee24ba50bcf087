import type { Reason } from '#domain/decision.ts';
import { holdsMark } from '#agent/redact/redaction.ts';

/** A draft in which a mark stands for personal data that could not be put back is not sent. */
export function redactionReasons(body: string): Reason[] {
  if (!holdsMark(body)) return [];
  return [{ code: 'redaction_left', detail: 'it holds a mark that no personal data was found for' }];
}
