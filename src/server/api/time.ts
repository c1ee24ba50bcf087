/** ISO 8601 UTC, as every time of the HTTP interface. */
export function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
