import type { Address } from '#domain/mail.ts';
import type { Review } from '#domain/review.ts';

/** A review with the links that lead to it; null where there are none. */
export type DigestEntry = {
  review: Review;
  open: string | null;
  approve: string | null;
  reject: string | null;
};

/** More are counted, not listed. */
export const MOST_LISTED = 25;
const MOST_TEXT = 160;

/**
 * The digest as the body of `POST /messages/send`; the same input gives the same bytes. It is marked as made by a machine
 * (RFC 3834 section 5) and as ours, so that no agent answers it and no answer to it becomes a review.
 */
export function digestMail(input: {
  agent: string;
  to: string;
  digestId: string;
  entries: readonly DigestEntry[];
  /** How many wait in all. */
  count: number;
  page: string | null;
  nowMs: number;
}): string {
  const { agent, to, digestId, entries, count, nowMs } = input;
  const waiting = count === 1 ? '1 reply waits' : `${count} replies wait`;
  const oldest = Math.min(...entries.map(({ review }) => review.createdAtMs));
  const page = input.page === null ? '' : ` <a href="${safe(input.page)}">Open the queue</a>`;
  const rest =
    count > entries.length ? `<p>${count - entries.length} more wait in the queue.${page}</p>` : '';
  const body = [
    `<p>${waiting} for approval at ${safe(agent)}. The oldest has waited for ${ageOf(nowMs - oldest)}.${page}</p>`,
    ...entries.map((entry) => entryHtml(entry, nowMs)),
    rest,
    '<p><small>Approve and Reject ask once more before anything happens. They count for 72 hours, for what is shown ' +
      'here, and for you: do not pass this mail on. Answers to it are read by nobody.</small></p>',
  ].join('\n');
  return JSON.stringify({
    to: [{ email: to }],
    subject: `${waiting} for approval (${agent})`,
    body,
    custom_headers: [
      { name: 'Auto-Submitted', value: 'auto-generated' },
      { name: 'X-Inreply-Id', value: digestId },
    ],
    metadata: { key1: digestId, key3: 'inreply', kind: 'digest' },
  });
}

function entryHtml({ review, open, approve, reject }: DigestEntry, nowMs: number): string {
  const why = review.reasons.map(({ code, detail }) => detail || code).join('; ');
  const links = [
    linkHtml(open, 'Open'),
    review.body.trim() === '' ? '' : linkHtml(approve, 'Approve'),
    linkHtml(reject, 'Reject'),
  ].filter((link) => link !== '');
  return [
    '<hr>',
    `<p><strong>${safe(short(review.subject))}</strong><br>`,
    `From ${safe(short(peopleOf(review.from)))} · ${safe(review.category ?? 'no category')} · ${ageOf(nowMs - review.createdAtMs)} ago<br>`,
    `Why: ${safe(short(why))}</p>`,
    ...(links.length === 0 ? [] : [`<p>${links.join(' · ')}</p>`]),
  ].join('\n');
}

const linkHtml = (url: string | null, word: string): string =>
  url === null ? '' : `<a href="${safe(url)}">${word}</a>`;

function ageOf(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 90) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}

function peopleOf(people: readonly Address[]): string {
  return people.map(({ name, email }) => (name ? `${name} (${email})` : email)).join(', ') || 'unknown';
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= MOST_TEXT ? line.toWellFormed() : `${line.slice(0, MOST_TEXT - 1).toWellFormed()}…`;
}

function safe(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
