import type { z } from 'zod';
import { invalid } from '../nylas/errors.ts';
import type { SandboxContext } from '../nylas/http.ts';

/** The JSON body of a control request, checked; 400 naming every mistake, where the API under `/v3` names one. */
export async function readChecked<T>(c: SandboxContext, schema: z.ZodType<T>): Promise<T> {
  const text = await c.req.text();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid('The request body could not be parsed.');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(mistakesIn(parsed.error).join('; '));
}

/** Every mistake with the path to it. */
export function mistakesIn(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
}
