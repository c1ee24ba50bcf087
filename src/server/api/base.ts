import { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { problemsOf, refuse } from '#server/answers.ts';
import type { SignedIn } from '#server/sign-in.ts';

/**
 * A group of routes of the HTTP interface, each declared by `createRoute` with its full path.
 *
 * A request that does not fit what its route declares is answered 400, with one sentence that names each field.
 */
export function createApi() {
  return new OpenAPIHono<SignedIn>({
    defaultHook: (result, c) => {
      if (result.success) return undefined;
      const message = problemsOf(result.error);
      if (result.target === 'json') return refuse(c, 400, 'invalid_body', message);
      return refuse(c, 400, 'invalid_query', message);
    },
  });
}

/**
 * Reads every body as JSON, whatever its `Content-Type` says: curl and others send one of their own where none is set,
 * and other sites are kept off by the check of the origin, not by this header.
 */
export function bodiesAreJson(): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
      c.req.raw.headers.set('Content-Type', 'application/json');
    }
    return next();
  };
}
