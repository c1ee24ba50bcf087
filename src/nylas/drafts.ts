import type { Call, Exchange, HttpAnswer } from './call.ts';
import type { Nylas } from './api.ts';
import { errorIn, read, refusal } from './fault.ts';
import { allPages, PAGE_LIMIT } from './pages.ts';
import * as wire from './schema.ts';
import { draftFrom } from './translate.ts';

const DRAFTS = '/v3/grants/{grant}/drafts';
const DRAFT = '/v3/grants/{grant}/drafts/{draft}';

type DraftCalls = Pick<Nylas, 'createDraft' | 'findDrafts' | 'getDraft' | 'listDrafts' | 'deleteDraft'>;

/** Parking a reply where people see it (CONTRACT section 3.5). */
export function draftCalls(exchange: Exchange, timeoutMs: number): DraftCalls {
  const list = (operation: string, grantId: string, query: Record<string, string>, signal: AbortSignal) => {
    const call: Call = { operation, method: 'GET', route: DRAFTS, ids: [grantId], query, timeoutMs };
    return allPages(exchange, call, wire.DraftPage, signal);
  };

  return {
    async createDraft(grantId, bytes, signal) {
      const ids = [grantId];
      const call: Call = {
        operation: 'createDraft',
        method: 'POST',
        route: DRAFTS,
        ids,
        body: bytes,
        timeoutMs,
        carriesMail: true,
      };
      const { data } = read(call, await exchange(call, signal), wire.OneDraft);
      return draftFrom(data);
    },

    async findDrafts(grantId, threadId, sendId, signal) {
      const drafts = await list('findDrafts', grantId, { thread_id: threadId, limit: PAGE_LIMIT }, signal);
      return drafts.map(draftFrom).filter((draft) => draft.metadata['key1'] === sendId);
    },

    async getDraft(grantId, draftId, signal) {
      const ids = [grantId, draftId];
      const call: Call = { operation: 'getDraft', method: 'GET', route: DRAFT, ids, timeoutMs };
      const answer = await exchange(call, signal);
      return isGone(answer) ? undefined : draftFrom(read(call, answer, wire.OneDraft).data);
    },

    async listDrafts(grantId, signal) {
      return (await list('listDrafts', grantId, { limit: PAGE_LIMIT }, signal)).map(draftFrom);
    },

    async deleteDraft(grantId, draftId, signal) {
      const ids = [grantId, draftId];
      const call: Call = { operation: 'deleteDraft', method: 'DELETE', route: DRAFT, ids, timeoutMs };
      const answer = await exchange(call, signal);
      if (answer.status > 299 && !isGone(answer)) throw refusal(call, answer);
    },
  };
}

/** Only Nylas itself can say that a draft is gone; a 404 of a proxy or of a wrong address says nothing. */
function isGone(answer: HttpAnswer): boolean {
  return answer.status === 404 && errorIn(answer) !== undefined;
}
