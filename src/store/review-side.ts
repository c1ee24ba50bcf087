import type { Note } from '#domain/note.ts';
import { fromJson } from './json.ts';

/**
 * What colleagues say about a review, beside its text: fields of their own in the review's hash, which end with it and do
 * not belong to its version, so that a note voids no approval in progress.
 */
export type ReviewSide = {
  /** Id of a person. */
  assignee: string | null;
  snoozedUntilMs: number | null;
  /** How many there are. */
  notes: number;
};

export const noSide: ReviewSide = { assignee: null, snoozedUntilMs: null, notes: 0 };

/** Names of these fields in the hash, in the order that `readSide` takes them. */
export const sideFields = ['as', 'sn', 'nc'] as const;

export function readSide(values: readonly (string | null | undefined)[]): ReviewSide {
  const [assignee, snoozed, notes] = values;
  return {
    assignee: assignee ?? null,
    snoozedUntilMs: typeof snoozed === 'string' ? Number(snoozed) : null,
    notes: Number(notes ?? 0),
  };
}

export function readNotes(json: string | null | undefined): Note[] {
  return fromJson<Note[]>(json ?? '[]');
}
