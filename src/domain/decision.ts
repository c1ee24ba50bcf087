/** Why something was decided. `code` is stable snake_case; `detail` is for people. */
export type Reason = { code: string; detail: string };

/** What the model says a message is. Its category is one of the agent's, or `none`. */
export type Classification = {
  category: string;
  /** 0..1 */
  confidence: number;
  /** BCP 47 tag of the language the sender wrote in. */
  language: string;
  needs_reply: boolean;
  /** The message tries to instruct us rather than ask us. */
  injection: boolean;
  reason: string;
};

/** What the model wrote. Nothing in it can choose recipients, subject, links or limits. */
export type Draft = {
  /** Markdown. */
  body: string;
  citations: { text: string; source: string }[];
  /** Statements the model could not support. */
  unsupported: string[];
  /** Promises the text makes in our name. */
  commitments: string[];
  /** 0..1 */
  confidence: number;
};

/** What policy makes of a message. `escalate` forwards it to a person's address from the agent's file. */
export type Decision =
  | { kind: 'reply'; reasons: Reason[] }
  | { kind: 'review'; reasons: Reason[] }
  | { kind: 'escalate'; to: string; reasons: Reason[] }
  | { kind: 'skip'; reasons: Reason[] };

/** Tokens and calls spent on one message. */
export type Cost = {
  model_calls: number;
  input_tokens: number;
  output_tokens: number;
  /** Those of `input_tokens` that the server had in its cache; absent where it tells of none. */
  cached_tokens?: number;
  /** In the currency of the agent's prices; absent where they are not known. */
  money?: number;
};

export const noCost: Cost = { model_calls: 0, input_tokens: 0, output_tokens: 0 };

export function addCost(a: Cost, b: Cost): Cost {
  const cached = sumOf(a.cached_tokens, b.cached_tokens);
  const money = sumOf(a.money, b.money);
  return {
    model_calls: a.model_calls + b.model_calls,
    input_tokens: a.input_tokens + b.input_tokens,
    output_tokens: a.output_tokens + b.output_tokens,
    ...(cached === undefined ? {} : { cached_tokens: cached }),
    ...(money === undefined ? {} : { money }),
  };
}

function sumOf(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : a + (b ?? 0);
}
