/*
 * The two parts of undici that are used. Its index loads all the others as well (fetch, WebSocket, mocks, caches): 10 MB
 * and 60 ms at each start. Undici is pinned to one version, so a part that moves fails every test.
 */

declare module 'undici/lib/dispatcher/agent.js' {
  export { Agent as default } from 'undici';
}

declare module 'undici/lib/api/api-request.js' {
  import type { Dispatcher } from 'undici';

  /** `Dispatcher.request`, which only the index puts on the prototype. */
  export default function request(
    this: Dispatcher,
    options: Dispatcher.RequestOptions,
  ): Promise<Dispatcher.ResponseData>;
}
