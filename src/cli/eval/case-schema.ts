import { z } from 'zod';

/** One or several of a kind; one may stand without brackets. */
const listOf = <T extends z.ZodType>(one: T) =>
  z.preprocess(
    (given) => (given === undefined || Array.isArray(given) ? given : [given]),
    z.array(one).min(1),
  );

/** What may become of a mail, as a case expects it. */
export const outcomes = ['reply', 'review', 'escalate', 'skip'] as const;
export type Expected = (typeof outcomes)[number];

/** Text a draft has (case and white space do not matter), or a pattern between slashes: `/\b30 days\b/i`. */
const Wanted = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    const pattern = /^\/(.+)\/([a-z]*)$/su.exec(text);
    if (pattern === null) return;
    try {
      void new RegExp(pattern[1] ?? '', pattern[2]);
    } catch {
      context.addIssue({
        code: 'custom',
        message: 'is not a regular expression; text that is to start with / needs none',
      });
    }
  });

const Expectations = z.strictObject({
  /** What must become of it; of several, any. */
  decision: listOf(z.enum(outcomes)).optional(),
  category: listOf(z.string().min(1)).optional(),
  /** Codes that must be among the reasons, and codes that must not. */
  reasons: z.array(z.string().min(1)).optional(),
  not_reasons: z.array(z.string().min(1)).optional(),
  says: listOf(Wanted).optional(),
  must_not_say: listOf(Wanted).optional(),
  /** Files or passages of the knowledge that the draft must cite: `shipping.md`, `shipping.md#2`. */
  cites: listOf(z.string().min(1)).optional(),
  /** Language of the draft, BCP 47. */
  language: z.string().min(2).optional(),
  max_cost: z
    .strictObject({
      model_calls: z.number().int().min(0).optional(),
      tokens: z.number().int().min(0).optional(),
      /** In the currency of the agent's prices. */
      money: z.number().min(0).optional(),
    })
    .optional(),
  /** What a person sent in the end; the draft is compared with it, which judges nothing. */
  reference: z.string().min(1).optional(),
});
export type Expectations = z.infer<typeof Expectations>;

const person = z.string().min(1);

const Mail = z
  .strictObject({
    /** `us`: a mail that left the mailbox. Else it came in. */
    by: z.literal('us').optional(),
    /** `Ann Example <ann@example.com>`, an address, or `us` for the mailbox. */
    from: person.optional(),
    to: listOf(person).optional(),
    cc: listOf(person).optional(),
    reply_to: listOf(person).optional(),
    subject: z.string().optional(),
    date: z.iso.datetime({ offset: true, error: 'write a time such as 2026-03-02T09:30:00Z' }).optional(),
    body: z.string().optional(),
    html: z.string().optional(),
    headers: z.record(z.string().min(1), z.union([z.string(), z.array(z.string())])).optional(),
    folder: z.enum(['inbox', 'junk', 'archive', 'sent', 'trash']).optional(),
    attachments: z
      .array(
        z.strictObject({ filename: z.string(), type: z.string().optional(), size: z.number().optional() }),
      )
      .optional(),
  })
  .refine(({ body, html }) => body === undefined || html === undefined, 'has body and html; give one of them')
  .refine(({ by, from }) => by !== undefined || from !== undefined, 'has no "from" (or by: us)');
export type CaseMail = z.infer<typeof Mail>;

/** What stands in a file of cases; `file` comes with a mail of its own. */
const common = {
  id: z.string().min(1).max(200).optional(),
  agent: z.string().min(1).optional(),
  expect: Expectations.default({}),
  tags: z.array(z.string().min(1)).default([]),
};

/** A case as it is written (docs/evals.md): a thread whose last mail is answered, or the name of an .eml file beside it. */
export const WrittenCase = z
  .strictObject({ ...common, thread: z.array(Mail).min(1).optional(), eml: z.string().min(1).optional() })
  .refine(({ thread, eml }) => thread !== undefined || eml !== undefined, 'has neither "thread" nor "eml"')
  .refine(({ thread, eml }) => eml !== undefined || thread?.at(-1)?.by !== 'us', {
    error: 'ends with a mail of ours; its last mail is the one to be answered',
    path: ['thread'],
  });
export type WrittenCase = z.infer<typeof WrittenCase>;

/** What stands beside or before an .eml file; `thread` are the mails before it. */
export const Sidecar = z.strictObject({ ...common, thread: z.array(Mail).optional() });
