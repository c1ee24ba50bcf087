import { z } from 'zod';
import { type Review, reviewStatuses } from '#domain/review.ts';
import { isCurrentRow, type ReviewRow, rowOf } from '#domain/review-row.ts';
import { Unreadable } from '#errors.ts';
import { fromJson } from './json.ts';

/** Told the id of a stored review that cannot be read. */
export type OnUnreadable = (id: string) => void;

const addresses = z.array(z.looseObject({ email: z.string() }));

/** What any review has had since the first version; what came later may be missing. */
const Stored = z.looseObject({
  id: z.string(),
  version: z.number(),
  status: z.enum(reviewStatuses),
  grantId: z.string(),
  threadId: z.string(),
  messageId: z.string(),
  agent: z.string(),
  reasons: z.array(z.looseObject({ code: z.string() })),
  from: addresses,
  to: addresses,
  cc: addresses,
  subject: z.string(),
  body: z.string(),
  question: z.string(),
  covers: z.array(z.string()),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
});

/** A stored review; undefined when it cannot be read. For lists, where one that cannot be read must not hide the others. */
export function readReview(text: string): Review | undefined {
  try {
    const stored = fromJson<Review>(text);
    return Stored.safeParse(stored).success ? stored : undefined;
  } catch {
    return undefined;
  }
}

/** The same where one review is asked for. Throws `Unreadable`. */
export function mustReadReview(id: string, text: string): Review {
  const review = readReview(text);
  if (review === undefined) throw new Unreadable(`what is stored of the review ${id} cannot be read`);
  return review;
}

/** The stored row of a review; undefined when there is none, it is of another version, or cannot be read. */
export function readRow(text: string | null | undefined): ReviewRow | undefined {
  if (text === null || text === undefined) return undefined;
  try {
    const row = fromJson<ReviewRow>(text);
    return isCurrentRow(row) ? row : undefined;
  } catch {
    return undefined;
  }
}

/** A row made anew from the review; undefined when that cannot be read. */
export function rowAnew(text: string): ReviewRow | undefined {
  const review = readReview(text);
  return review === undefined ? undefined : rowOf(review);
}

const MOST_TOLD = 1000;

/** Tells of each id once, so that lists which are asked for often do not fill the log. */
export function toldOnce(tell: OnUnreadable): OnUnreadable {
  const told = new Set<string>();
  return (id) => {
    if (told.has(id) || told.size >= MOST_TOLD) return;
    told.add(id);
    tell(id);
  };
}
