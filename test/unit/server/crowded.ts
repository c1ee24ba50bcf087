import { rowOf } from '#domain/review-row.ts';
import { accessInMemory } from './access-fixtures.ts';
import type { AppDeps } from './contract.ts';
import { aLetter, aRecord, aReview, nowMs, pausesInMemory, reviewsInMemory, someDeps } from './fixtures.ts';

const address = { name: 'Dana Ruiz', email: 'dana@customer.example' };

/** What a service needs in which something of the mailbox g1 stands at every place. */
export function crowdedDeps(over: Partial<AppDeps> = {}): AppDeps {
  const access = accessInMemory();
  const { deps } = someDeps();
  const review = aReview();
  const side = { assignee: null, snoozedUntilMs: null, notes: 0, newerMessage: null };
  const row = { ...rowOf(review), ...side };
  return {
    ...deps,
    access,
    reviews: reviewsInMemory(review),
    reviewDesk: {
      ...deps.reviewDesk,
      rows: async ({ sees }) => {
        const rows = sees('g1') ? [row] : [];
        return { rows, total: rows.length };
      },
    },
    deadLetters: { ...deps.deadLetters, list: async () => [aLetter()], find: async (id) => aLetter({ id }) },
    findMessage: async () => aRecord(),
    mailboxes: () => [
      { grantId: 'g1', address: 'support@example.com', agent: 'support', mode: 'auto', learn: false },
    ],
    gaps: async (_since, sees) =>
      !sees('g1')
        ? []
        : [
            {
              agent: 'support',
              question: 'Is Dana open on Sundays?',
              count: 1,
              belongsTo: null,
              lastAtMs: nowMs,
              messages: [{ grantId: 'g1', messageId: 'm1' }],
            },
          ],
    autonomy: {
      ...deps.autonomy,
      list: async () => [
        {
          agent: 'support',
          grantId: 'g1',
          category: 'refund',
          level: 'review',
          sinceMs: nowMs,
          by: 'api',
          why: '',
          all: 1,
          good: 1,
          lower: 0,
          missing: '',
          proposed: null,
        },
      ],
      held: async () => [
        {
          grantId: 'g1',
          threadId: 't1',
          messageId: 'm1',
          untilMs: nowMs,
          to: [address],
          subject: '',
          body: '',
          category: null,
        },
      ],
    },
    auditTrail: {
      list: async () => ({
        entries: [
          { atMs: nowMs, by: 'api', what: 'approve', about: { grant: 'g1' }, before: null, after: null },
        ],
        next: null,
      }),
    },
    pauses: pausesInMemory(),
    ...over,
  };
}
