import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { TypedResponse } from 'hono/types';
import type { z } from 'zod';

/** An error as it stands in an answer; some have more beside these two. */
export type ErrorBody = { error: { type: string; message: string } };

/**
 * The one shape of every error of the HTTP interface (DESIGN section 6); `message` says what to do.
 * Its status is part of its type, so that a route can only refuse with what it declares.
 */
export function refuse<S extends ContentfulStatusCode>(
  c: Context,
  status: S,
  type: string,
  message: string,
  more: Record<string, unknown> = {},
): Response & TypedResponse<ErrorBody, S, 'json'> {
  return c.json({ error: { type, message, ...more } }, status);
}

/** One sentence that names each field and what is wrong with it. */
export function problemsOf({ issues }: z.ZodError): string {
  const problems = issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  return problems.join('; ');
}

/** The text fields of a form; none when the body is no form. */
export async function formFields(c: Context): Promise<Record<string, string>> {
  try {
    const fields = Object.entries(await c.req.parseBody());
    return Object.fromEntries(
      fields.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    );
  } catch {
    return {};
  }
}
