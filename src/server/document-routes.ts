import { readFileSync } from 'node:fs';
import { createRoute, z } from '@hono/zod-openapi';
import type { createApi } from './api/base.ts';
import { answers } from './api/declare.ts';
import { type ApiDocument, documentOf } from './api/document.ts';
import { describeOpenRoutes } from './api/open-routes.ts';
import { referencePage } from './reference/page.ts';
import { apiGuard, type SignIn } from './sign-in.ts';

const DocumentJson = z.looseObject({ openapi: z.string() });

const getDocument = createRoute({
  method: 'get',
  path: '/openapi.json',
  operationId: 'getDocument',
  summary: 'This API as an OpenAPI 3.1 document',
  tags: ['The API itself'],
  responses: answers(200, DocumentJson, 'The document.'),
});

/**
 * `/openapi.json`, and `/docs`, which shows the same to people. Both behind the sign-in, like all that is no probe or
 * webhook. `api` has every route; the document is made when it is first asked for.
 */
export function documentRoutes(
  api: ReturnType<typeof createApi>,
  { signIn, publicUrl }: { signIn: SignIn; publicUrl?: string | undefined },
): void {
  describeOpenRoutes(api.openAPIRegistry);
  let made: ApiDocument | undefined;
  const document = () => (made ??= documentOf(api, publicUrl));

  api.use('/openapi.json', apiGuard(signIn));
  api.openapi(getDocument, (c) => c.json(DocumentJson.parse(document()), 200));

  const style = readFileSync(new URL('./reference/reference.css', import.meta.url), 'utf8');
  api.get('/docs/style.css', async (c) => {
    if ((await signIn.personOfSession(c)) === undefined) return c.text('Sign in first.', 401);
    return c.text(style, 200, { 'Content-Type': 'text/css; charset=utf-8' });
  });

  api.get('/docs', async (c) => {
    if ((await signIn.personOfSession(c)) === undefined) return signIn.askToSignIn(c);
    return c.html(referencePage(document()));
  });
}
