import type { Review } from './review.ts';

export const risks = ['high', 'normal', 'low'] as const;
/** How carefully a review is to be read before it is approved. */
export type Risk = (typeof risks)[number];

/** With why, in words for people. */
export type RiskFound = { level: Risk; because: string[] };

/** Reasons that speak of an attack, of money or law, of a mail that may have left already, or of a text that is wrong. */
const grave: ReadonlySet<string> = new Set([
  'injection_suspected',
  'tool_injection',
  'risk_words',
  'dmarc_failed',
  'look_alike_domain',
  'sender_taken_over',
  'stranger_in_thread',
  'send_doubt',
  'reply_lost',
  'action_unsure',
  'leaked_instructions',
  'secret_in_draft',
  'steered_text',
  'claimed_action',
  'contradicts_source',
  'unsupported_promise',
  'unsupported_legal',
]);

/** Reasons that hold nothing against the mail or the draft: only the agent's settings want a person to look. */
const harmless: ReadonlySet<string> = new Set([
  'mode_review',
  'autonomy_review',
  'category_reply',
  'held',
  'paused',
]);

/** Facts about a sender that leave a review ordinary; those in `grave` make it grave, whoever asked for them. */
const ordinaryFacts: ReadonlySet<string> = new Set([
  'not_authenticated',
  'reply_to_mismatch',
  'strangers_in_cc',
]);

const SURE = 0.9;

/**
 * How grave a mistake would be, from what is known already: the reasons, what is held against the sender, what approving
 * does first, how sure the model was. Low only when nothing at all speaks against it.
 */
export function riskOf(
  review: Pick<Review, 'reasons' | 'trust' | 'confidence' | 'actions' | 'body'>,
): RiskFound {
  const high = graveIn(review);
  if (high.length > 0) return { level: 'high', because: high };
  const normal = ordinaryIn(review);
  if (normal.length > 0) return { level: 'normal', because: normal };
  return { level: 'low', because: ['nothing in the mail, its sender or the draft is in doubt'] };
}

type Known = Parameters<typeof riskOf>[0];

function graveIn({ reasons, trust, actions = [] }: Known): string[] {
  const facts = trust?.facts ?? [];
  const found = [...reasons, ...facts].filter(({ code }) => grave.has(code));
  return unique([
    ...found.map(({ code, detail }) => detail || code),
    ...actions.filter(movesMoney).map(({ words }) => `approving moves money: ${words}`),
  ]);
}

function ordinaryIn({ reasons, trust, actions = [], confidence, body }: Known): string[] {
  const doubts = reasons.filter(({ code }) => !harmless.has(code));
  const facts = (trust?.facts ?? []).filter(({ code }) => ordinaryFacts.has(code));
  return unique([
    ...[...doubts, ...facts].map(({ code, detail }) => detail || code),
    ...actions.map(({ words }) => `approving does something first: ${words}`),
    ...(trust ? [] : ['nobody looked at who wrote it']),
    ...(confidence !== null && confidence >= SURE ? [] : [unsure(confidence)]),
    ...(body.trim() === '' ? ['there is no draft'] : []),
  ]);
}

function unsure(confidence: number | null): string {
  return confidence === null
    ? 'no model said what it is about'
    : `the model is only ${Math.round(confidence * 100)} % sure what it is about`;
}

/** Starts of words for paying and paying back, as operators name tools and describe what they do. */
const money =
  /refund|pay|credit|charge|reimburs|compensat|voucher|coupon|discount|transfer|invoice|erstatt|zahl|gutsch|rabatt|überweis|rembours|paie|avoir|remise|reembols|pago|abono|descuento|rimbors|pagament|sconto|terugbetal|zwrot/iu;

function movesMoney({ tool, words }: NonNullable<Known['actions']>[number]): boolean {
  return money.test(tool) || money.test(words);
}

const unique = (all: readonly string[]): string[] => [...new Set(all)];
