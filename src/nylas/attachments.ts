import type { Call, Exchange } from './call.ts';
import type { Nylas } from './api.ts';
import { errorIn, refusal } from './fault.ts';

/** The download of attachments (CONTRACT section 3.6). */
export function attachmentCalls(exchange: Exchange, timeoutMs: number): Pick<Nylas, 'readAttachment'> {
  return {
    async readAttachment(grantId, { messageId, attachmentId, maxBytes }, signal) {
      const call: Call = {
        operation: 'readAttachment',
        method: 'GET',
        route: '/v3/grants/{grant}/attachments/{attachment}/download',
        ids: [grantId, attachmentId],
        query: { message_id: messageId },
        maxFileBytes: maxBytes,
        timeoutMs,
      };
      const answer = await exchange(call, signal);
      if (answer.status === 404 && errorIn(answer) !== undefined) return 'gone';
      if (answer.status < 200 || answer.status > 299) throw refusal(call, answer);
      return answer.file ?? 'too large';
    },
  };
}
