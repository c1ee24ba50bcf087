import { signal } from '@preact/signals';
import { isRecord } from '../api/client.ts';
import type { Review } from '../api/types.ts';

/** A reply as somebody is writing it, kept in this tab until it is sent or given up. */
export type Edit = {
  /** The version of the review it was begun from, and the text that stood there. */
  version: number;
  from: { subject: string; body: string };
  subject: string;
  body: string;
  /** Why the person changed it, in their words. */
  why?: string;
};

const PREFIX = 'inreply:edit:';
/** Counts changes, so that what shows edits is drawn anew. */
const turn = signal(0);

/** The unsent edit of a review; null without one. */
export function editOf(id: string): Edit | null {
  void turn.value;
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(PREFIX + id) ?? 'null');
    return isEdit(value) ? value : null;
  } catch {
    return null;
  }
}

function isEdit(value: unknown): value is Edit {
  return (
    isRecord(value) &&
    typeof value['version'] === 'number' &&
    typeof value['subject'] === 'string' &&
    typeof value['body'] === 'string' &&
    isRecord(value['from'])
  );
}

export function keepEdit(id: string, edit: Edit): void {
  sessionStorage.setItem(PREFIX + id, JSON.stringify(edit));
  turn.value += 1;
}

export function dropEdit(id: string): void {
  sessionStorage.removeItem(PREFIX + id);
  turn.value += 1;
}

/** Begins an edit at what the review says now. */
export function beginEdit({ version, subject, body }: Review): Edit {
  return { version, from: { subject, body }, subject, body };
}

export function isChanged({ from, subject, body }: Edit): boolean {
  return from.subject !== subject || from.body !== body;
}

/** Whether any edit of this tab would be lost with it. */
function hasUnsent(): boolean {
  return Object.keys(sessionStorage).some((key) => {
    const edit = key.startsWith(PREFIX) ? editOf(key.slice(PREFIX.length)) : null;
    return edit !== null && isChanged(edit);
  });
}

window.addEventListener('beforeunload', (event) => {
  if (hasUnsent()) event.preventDefault();
});
