import { z } from 'zod';

/** What a server says of a fault; any of it may quote the prompt. */
export type SaidFault = {
  message: string;
  code: string | null;
  type: string | null;
  param: string | null;
};

const word = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === undefined || value === null ? null : String(value)))
  .catch(null);
const Said = z.looseObject({
  message: z.unknown().optional(),
  detail: z.unknown().optional(),
  code: word,
  type: word,
  param: word,
  metadata: z.looseObject({ raw: z.unknown().optional() }).nullish().catch(undefined),
});
const Body = z.looseObject({ error: z.unknown().optional() });

const MAX_MESSAGE = 4_000;

/**
 * Reads the body of a fault in any of the forms that compatible servers have: OpenAI's and Azure's `{error: {…}}`, a text
 * in its place (LM Studio, Ollama), the same keys without it (vLLM, Mistral), FastAPI's `detail`, and OpenRouter's
 * `metadata.raw`, which holds the words of the server behind it. Never throws.
 */
export function readFault(text: string): SaidFault {
  const body = jsonOf(text);
  const inner = Body.safeParse(body).data?.error ?? body;
  if (typeof inner === 'string') return said(inner);
  const fault = Said.safeParse(inner).data;
  if (fault === undefined) return said('');
  const raw = fault.metadata?.raw;
  const words = [fault.message, fault.detail, raw].flatMap((part) =>
    part === undefined ? [] : [wordsOf(part)],
  );
  const { code, type, param } = fault;
  return { message: words.join(' ').slice(0, MAX_MESSAGE), code, type, param };
}

/** The status and fault of an answer that is none although its status says 200, as some routers send them. */
export function hiddenFault(text: string): (SaidFault & { status: number }) | undefined {
  if (!text.includes('"error"')) return undefined;
  const body = z
    .looseObject({ error: z.unknown().optional(), choices: z.unknown().optional() })
    .safeParse(jsonOf(text)).data;
  if (body?.error === undefined || body.error === null || Array.isArray(body.choices)) return undefined;
  const fault = readFault(text);
  const status = Number(fault.code);
  return { ...fault, status: status >= 400 && status < 600 ? status : 502 };
}

function said(message: string): SaidFault {
  return { message: message.slice(0, MAX_MESSAGE), code: null, type: null, param: null };
}

function wordsOf(part: unknown): string {
  return typeof part === 'string' ? part : JSON.stringify(part);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
