import { TransientError } from '#errors.ts';
import type { AppDeps } from '#server/app.ts';

/** A server without Slack, digests or news. */
export const nobodyIsTold: Pick<AppDeps, 'slack' | 'oneTap' | 'news'> = {
  slack: {
    signingSecret: undefined,
    isFirst: async () => true,
    findReview: async () => undefined,
    approversOf: () => [],
    decide: async () => ({ kind: 'refused', because: 'missing' }),
    answer: async () => {},
  },
  oneTap: {
    open: () => undefined,
    isUsed: async () => false,
    use: async () => {},
    findReview: async () => undefined,
    fingerprint: async () => '',
    deciderOf: () => undefined,
    decide: async () => ({ kind: 'refused', because: 'missing' }),
  },
  news: {
    feed: { follow: () => Promise.reject(new TransientError('nobody tells news here')) },
    grantsOf: () => [],
    every: () => () => undefined,
    stopping: new AbortController().signal,
  },
};
