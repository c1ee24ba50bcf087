import type { ApiDeps } from '#server/api/groups.ts';

/** Of an installation where nothing has happened yet. */
export const nothingToSee: Pick<
  ApiDeps,
  'mailboxes' | 'agentDesk' | 'activity' | 'exchanges' | 'stats' | 'threads'
> = {
  mailboxes: () => [],
  exchanges: { kept: false, read: () => Promise.resolve([]) },
  agentDesk: { list: () => Promise.resolve([]), faults: () => [] },
  activity: {
    messages: () => Promise.resolve({ rows: [], next: null }),
    threads: () => Promise.resolve({ rows: [], next: null }),
  },
  stats: {
    read: () => Promise.resolve({ days: [], firstReplyMs: null, hours: Array<number>(24).fill(0) }),
  },
  threads: {
    read: () => Promise.resolve({ kind: 'missing' }),
    body: () => Promise.resolve({ kind: 'missing' }),
  },
};
