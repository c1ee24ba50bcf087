const HOUR_MS = 3_600_000;

/**
 * Milliseconds asked for by a `Retry-After` header, at most an hour: seconds or an HTTP date (RFC 9110 section
 * 10.2.3). Undefined when it is missing or neither; 0 for a date that has passed.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const value = header?.trim() ?? '';
  const asked = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1_000 : dateMs(value) - nowMs;
  if (Number.isNaN(asked)) return undefined;
  return Math.min(Math.max(Math.ceil(asked), 0), HOUR_MS);
}

/** NaN when it is no date. Every form of HTTP date starts with the name of a day. */
function dateMs(value: string): number {
  return /^[A-Za-z]{3}/.test(value) ? Date.parse(value) : Number.NaN;
}
