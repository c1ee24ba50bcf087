/** What a colleague wrote about a review, for colleagues; it is never sent and no model reads it. */
export type Note = { by: string; atMs: number; text: string };

export const MOST_NOTES = 100;
export const LONGEST_NOTE = 2000;
export const LONGEST_SNOOZE_MS = 30 * 24 * 60 * 60 * 1000;
