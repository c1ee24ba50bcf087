import { request } from 'undici';
import { z } from 'zod';
import { type Child, startChild } from './child.ts';

const Numbers = z.record(z.string(), z.number());

export type Peers = AsyncDisposable & {
  child: Child;
  nylasUrl: string;
  /** Base address of a model that takes `delayMs` for an answer. */
  modelUrl(delayMs: number): string;
  reset(): Promise<void>;
  counts(): Promise<Record<string, number>>;
  /** When each mail was sent, by the message it answers. */
  sentAtMs(): Promise<Record<string, number>>;
};

/** Starts the stand-ins for Nylas and the model as a process of their own. */
export async function startPeers(dir: string): Promise<Peers> {
  const child = await startChild({
    name: 'peers',
    command: ['bench/peers/main.ts'],
    env: {},
    ready: /listening on (\d+)/,
    dir,
  });
  const base = `http://127.0.0.1:${child.ready[1]}`;
  const numbers = async (path: string) => {
    const { body } = await request(base + path);
    return Numbers.parse(await body.json());
  };
  return {
    child,
    nylasUrl: base,
    modelUrl: (delayMs) => `${base}/after/${delayMs}/v1`,
    async reset() {
      const { body } = await request(`${base}/reset`, { method: 'POST' });
      await body.dump();
    },
    counts: () => numbers('/counts'),
    sentAtMs: () => numbers('/sent'),
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
