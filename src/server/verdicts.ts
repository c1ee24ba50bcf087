import { z } from 'zod';
import type { Review, ReviewStatus, Verdict } from '#domain/review.ts';
import type { Conditions, Decided } from '#store/review-verdicts.ts';

/** What the HTTP side needs of the reviews. All reject when Redis does not answer. */
export type Reviews = {
  /** `status` undefined: of every status. At most `limit`, of mailboxes that `sees` lets through. */
  list(q: {
    status: ReviewStatus | undefined;
    sees: (grantId: string) => boolean;
    limit: number;
  }): Promise<Review[]>;
  find(id: string): Promise<Review | undefined>;
  /**
   * Takes the verdict if the review is open and still of that version, and wakes its thread: the first one wins. Where
   * several people have to approve it, it stays open until they have.
   */
  decide(id: string, version: number, verdict: Verdict, by: string, how?: Conditions): Promise<Decided>;
  /** Takes back the latest verdict while it waits, or the latest approval of several, and wakes its thread. */
  undo(id: string, version: number, by: string): Promise<Decided>;
};

const version = z
  .int('give the version of the review you saw, as a whole number')
  .min(0)
  .meta({
    description: 'Of the review as you saw it.',
    examples: [1],
  });
/** RFC 5322 section 2.1.1 and 3.2.1: a header line holds no line breaks; 998 characters are its bound. */
const subject = z
  .string()
  .max(998, 'is longer than 998 characters')
  .regex(/^[^\r\n]*$/, 'must be one line')
  .refine((text) => text.trim() !== '', 'is empty; leave it out to keep the subject as it is')
  .meta({ description: 'As it stands when left out.' });
const body = z.string().max(200_000, 'is longer than 200,000 characters').meta({
  description: 'Markdown. As it stands when left out.',
});

const undoSeconds = z.number().min(0).max(60).default(0).meta({
  description: 'For so long it can be undone; nothing happens before. 0: it happens at once.',
});

/** Body of `approve`: what is left out stays as it is in the review. Unknown keys are errors: a typo must not send. */
export const Approval = z.strictObject({
  version,
  subject: subject.optional(),
  body: body.optional(),
  fingerprint: z.string().max(100).optional().meta({
    description: 'Of what you saw; refused when the text, its readers or the thread have changed since.',
  }),
  undo_seconds: undoSeconds,
  why: z.string().trim().max(500).optional().meta({
    description: 'Why you changed the draft; kept where the mailbox allows to learn from it.',
  }),
});
export type Approval = z.infer<typeof Approval>;

export const Rejection = z.strictObject({
  version,
  reason: z.string().max(2000).default(''),
  undo_seconds: undoSeconds,
});
export const Undo = z.strictObject({ version });
export const Revision = z.strictObject({
  version,
  instruction: z.string().trim().min(1, 'say what to change').max(2000),
});

/** The outcome of an approval: as of any verdict, or the text is empty and there is nothing to send. */
export type Approved = Decided | { kind: 'empty' };

/**
 * Approves a review with the person's text, or the review's own where they left it alone.
 * Never approves an empty text; a conflict is told before an empty text is.
 */
export async function approve(
  reviews: Reviews,
  id: string,
  approval: Approval,
  by: string,
): Promise<Approved> {
  const review = await reviews.find(id);
  if (review === undefined) return { kind: 'missing' };
  const { why = '' } = approval;
  const verdict = {
    kind: 'approve' as const,
    subject: approval.subject ?? review.subject,
    body: approval.body ?? review.body,
    ...(why === '' ? {} : { why }),
  };
  const { fingerprint, undo_seconds } = approval;
  const how = { fingerprint, undoMs: undo_seconds * 1000 };
  if (verdict.body.trim() !== '') return reviews.decide(id, approval.version, verdict, by, how);
  // Not asked of `decide`, which would take it if the review reached that version in the meantime.
  if (review.status !== 'open') return { kind: 'conflict', code: 'already_decided', review };
  if (review.version !== approval.version) return { kind: 'conflict', code: 'stale_version', review };
  return { kind: 'empty' };
}
