/** ISO 8601 UTC, as every time of the HTTP interface. */
export function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

/** The same of a time that may not be. */
export function timeOf(ms: number | null | undefined): string | null {
  return ms === null || ms === undefined ? null : isoOf(ms);
}
