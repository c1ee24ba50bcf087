import { computed, signal } from '@preact/signals';
import { ApiFault, api, wordsOf } from '../api/client.ts';
import type { Review, ReviewRow, RowsAnswer } from '../api/types.ts';
import { nowMs } from '../ui/time.tsx';

/** The open reviews by id, as the server last told them. */
export const rows = signal<ReadonlyMap<string, ReviewRow>>(new Map());
/** Rows that left the list by a verdict of ours which the server has not confirmed for good yet. */
const leaving = signal<ReadonlySet<string>>(new Set());
export const rowsState = signal<{
  loading: boolean;
  fault: string | null;
  truncated: boolean;
  total: number;
}>({
  loading: true,
  fault: null,
  truncated: false,
  total: 0,
});

/** Whether a row is hidden until a time that has not come. */
export function isSnoozed(row: ReviewRow, atMs: number): boolean {
  return row.snoozed_until !== null && Date.parse(row.snoozed_until) > atMs;
}

/** Rows that wait: none that are leaving. Snoozed ones are among them. */
export const waiting = computed(() => [...rows.value.values()].filter(({ id }) => !leaving.value.has(id)));
export const openCount = computed(() => waiting.value.filter((row) => !isSnoozed(row, nowMs.value)).length);

/** Reads all open rows anew; what is shown stays until they are there. */
export async function loadRows(): Promise<void> {
  rowsState.value = { ...rowsState.value, loading: true };
  try {
    const answer = await api<RowsAnswer>('GET', '/api/review-rows?status=open');
    rows.value = new Map(answer.rows.map((row) => [row.id, row]));
    rowsState.value = { loading: false, fault: null, truncated: answer.truncated, total: answer.total };
  } catch (fault) {
    rowsState.value = { ...rowsState.value, loading: false, fault: wordsOf(fault) };
  }
}

/** Puts a row in its place, or takes it out when it is no longer open. */
export function putRow(row: ReviewRow): void {
  const next = new Map(rows.value);
  if (row.status === 'open') next.set(row.id, row);
  else next.delete(row.id);
  rows.value = next;
}

function dropRow(id: string): void {
  if (!rows.value.has(id)) return;
  const next = new Map(rows.value);
  next.delete(id);
  rows.value = next;
}

/** Hides a row at once, or brings it back. */
export function setLeaving(id: string, isLeaving: boolean): void {
  const next = new Set(leaving.value);
  if (isLeaving) next.add(id);
  else next.delete(id);
  leaving.value = next;
}

/** Reads one review and brings its row up to date; undefined when it is no longer there. */
export async function refetch(id: string): Promise<Review | undefined> {
  try {
    const review = await api<Review>('GET', `/api/reviews/${encodeURIComponent(id)}`);
    putRow(rowOf(review));
    return review;
  } catch (fault) {
    if (!(fault instanceof ApiFault) || fault.status !== 404) throw fault;
    dropRow(id);
    return undefined;
  }
}

const PREVIEW = 160;

/** The line of the queue of a review. */
export function rowOf(review: Review): ReviewRow {
  const { question, reasons, notes, approvals, body, from } = review;
  return {
    id: review.id,
    version: review.version,
    status: review.status,
    grant_id: review.grant_id,
    thread_id: review.thread_id,
    message_id: review.message_id,
    agent: review.agent,
    category: review.category,
    confidence: review.confidence,
    risk: review.risk,
    from: from[0] ?? null,
    subject: review.subject,
    preview: question.slice(0, PREVIEW),
    reasons: reasons.map(({ code }) => code),
    created_at: review.created_at,
    updated_at: review.updated_at,
    assignee: review.assignee,
    snoozed_until: review.snoozed_until,
    notes: notes.length,
    alike: review.alike,
    approvals: approvals.length,
    approvals_needed: review.approvals_needed,
    undo_until: review.undo_until,
    expires_at: review.expires_at,
    has_draft: body.trim() !== '',
  };
}
