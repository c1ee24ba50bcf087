export type { AppDeps } from '#server/app.ts';
import type { AppDeps } from '#server/app.ts';
import { createApp as createRealApp } from '#server/app.ts';
import { ApiDocument, contractOf } from '../../helpers/contract.ts';
import { bearer, someDeps } from './fixtures.ts';

/** The document as the app gives it. */
export async function documentOfApp(): Promise<ApiDocument> {
  const response = await createRealApp(someDeps().deps).request('/openapi.json', { headers: bearer });
  return ApiDocument.parse(await response.json());
}

let contract: Promise<ReturnType<typeof contractOf>> | undefined;

/** The app, with every answer to `request` held against the document on its way, so that each test is one of the contract too. */
export function createApp(deps: AppDeps): ReturnType<typeof createRealApp> {
  const app = createRealApp(deps);
  const { request } = app;
  app.request = async (input, init, ...rest) => {
    const response = await request(input, init, ...rest);
    const path = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
    const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
    const type = response.headers.get('content-type');
    if (type?.startsWith('text/event-stream') === true) return response;
    contract ??= documentOfApp().then(contractOf);
    const check = await contract;
    check({ method, path, status: response.status, type, text: await response.clone().text() });
    return response;
  };
  return app;
}
