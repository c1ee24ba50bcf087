import { z } from '@hono/zod-openapi';
import { claimKinds, groundednessOf, type SourcedSentence } from '#domain/sources.ts';
import { authVerdicts, type SenderTrust, trustCodes } from '#domain/trust.ts';

/** ISO 8601 UTC, as every time of the HTTP interface. */
export const Time = z.iso.datetime().meta({ examples: ['2026-11-21T08:00:00.000Z'] });

/** The shape, or null. For shapes with a name: `.nullable()` would put the null into the shape that all share. */
export function orNull<T extends z.ZodType>(schema: T) {
  return z.union([schema, z.null()]);
}

/** Ids are as Nylas gives them; in a path they are URL-encoded. */
export const GrantId = z.string().meta({ description: 'The mailbox.', examples: ['demo-support'] });
export const ThreadId = z.string().meta({ examples: ['thr_3'] });
export const MessageId = z.string().meta({ examples: ['msg_7'] });

export const AddressJson = z
  .object({ name: z.string().optional(), email: z.string() })
  .openapi('Address', { example: { name: 'Tom Baker', email: 'tom@customer.example' } });

export const ReasonJson = z.object({ code: z.string(), detail: z.string() }).openapi('Reason', {
  description: 'Why something was decided. The codes are stable.',
  example: { code: 'category_review', detail: 'refund is for a person to answer' },
});

const cost = {
  model_calls: z.number(),
  input_tokens: z.number(),
  output_tokens: z.number(),
  cached_tokens: z
    .number()
    .optional()
    .meta({ description: 'Of the input, those the server had in its cache.' }),
  money: z.number().optional().meta({ description: "In the currency of the agent's prices." }),
};
export const CostJson = z.object(cost).openapi('Cost');
export const StepCostJson = z.object({ ...cost, model: z.string() }).openapi('StepCost');

const authVerdict = z.enum(authVerdicts);
export const TrustJson = z
  .object({
    spf: authVerdict,
    dkim: authVerdict,
    dmarc: authVerdict,
    arc: authVerdict,
    checked_by: z.string().nullable(),
    aligned_domain: z.string().nullable(),
    verified_sender: z.string().nullable(),
    seen_before: z.number().nullable(),
    look_alike_of: z.string().nullable(),
    facts: z.array(z.object({ code: z.enum(trustCodes), detail: z.string() })),
  })
  .openapi('Trust', { description: 'What is known about who wrote it.' });

/** What is known about a sender, as reviews and messages show it; null where nobody looked. */
export function trustShape(trust: SenderTrust | null | undefined): z.infer<typeof TrustJson> | null {
  if (trust === null || trust === undefined) return null;
  const { spf, dkim, dmarc, arc, facts } = trust;
  return {
    spf,
    dkim,
    dmarc,
    arc,
    checked_by: trust.checkedBy,
    aligned_domain: trust.alignedDomain,
    verified_sender: trust.verifiedSender,
    seen_before: trust.seenBefore,
    look_alike_of: trust.lookAlikeOf,
    facts,
  };
}

/** What a draft rests on: two fields that reviews and messages share. */
export const sourcesJson = {
  sources: z
    .array(z.object({ sentence: z.string(), kind: z.enum(claimKinds), support: z.string().nullable() }))
    .readonly()
    .meta({ description: 'The draft as it was written, sentence by sentence, with what each rests on.' }),
  groundedness: z
    .object({ supported: z.number(), factual: z.number() })
    .nullable()
    .meta({ description: 'Sentences that state something, and those with support; null without a draft.' }),
};

/** What a draft rests on: its sentences, and how many of those that state something have support. */
export function sourcesShape(sources: readonly SourcedSentence[] | undefined) {
  return {
    sources: sources ?? [],
    groundedness: sources === undefined ? null : groundednessOf(sources),
  };
}
