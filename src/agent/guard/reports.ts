import type { Message } from '#domain/mail.ts';

import { parameterOf, tokenOf } from '#agent/mail/headers.ts';
import { sure, type Sign } from './signs.ts';

const partTypes: readonly { pattern: RegExp; code: string; detail: string }[] = [
  {
    pattern: /^message\/(?:global-)?delivery-status/,
    code: 'bounce',
    detail: 'it carries a delivery status (RFC 3464)',
  },
  {
    pattern: /^message\/(?:global-)?disposition-notification/,
    code: 'read_receipt',
    detail: 'it carries a disposition notification (RFC 8098)',
  },
  {
    pattern: /^message\/feedback-report/,
    code: 'feedback_report',
    detail: 'it carries a feedback report (RFC 5965)',
  },
  {
    pattern: /^message\/external-body/,
    code: 'auto_generated',
    detail: 'it only points to a body elsewhere',
  },
];

/** Names some systems give the machine-readable parts when their types are lost. */
const partNames =
  /^(?:details\.txt|delivery-status\.(?:txt|dat)|disposition-notification\.txt|feedback-report\.txt|smtp-error\.txt)$/i;

/**
 * Why the structure of a mail says it is a report or a calendar answer: multipart/report and its parts (RFC 6522),
 * iTIP answers (RFC 5546 section 3.2.3); every sign there is.
 */
export function reportSigns(message: Message): Sign[] {
  return [...topType(message), ...partSigns(message), ...calendarSigns(message)];
}

function topType(message: Message): Sign[] {
  const type = tokenOf(message, 'Content-Type') ?? '';
  if (type !== 'multipart/report')
    return partTypes
      .filter(({ pattern }) => pattern.test(type))
      .map(({ code, detail }) => sure(code, detail));
  const kind = parameterOf(message, 'Content-Type', 'report-type');
  if (kind === 'disposition-notification')
    return [sure('read_receipt', 'multipart/report on the reading of a mail')];
  if (kind === 'feedback-report') return [sure('feedback_report', 'multipart/report of a complaint')];
  if (kind !== 'delivery-status') return [sure('delivery_report', 'multipart/report')];
  return [
    sure(isSuccess(message.body) ? 'delivery_report' : 'bounce', 'multipart/report of a delivery status'),
  ];
}

function isSuccess(body: string): boolean {
  return /^action:\s*(?:delivered|relayed|expanded)/im.test(body.slice(0, 20_000));
}

function partSigns(message: Message): Sign[] {
  return message.attachments.flatMap((attachment) => {
    const type = (attachment.contentType ?? '').toLowerCase();
    const found = partTypes.find(({ pattern }) => pattern.test(type));
    if (found !== undefined) return [sure(found.code, found.detail)];
    const named = partNames.test(attachment.filename ?? '');
    return named ? [sure('delivery_report', 'it carries a report of a mail system')] : [];
  });
}

function calendarSigns(message: Message): Sign[] {
  const types = [
    tokenOf(message, 'Content-Type') ?? '',
    ...message.attachments.map(({ contentType }) => contentType ?? ''),
  ];
  const full = [...types, parameterOf(message, 'Content-Type', 'method') ?? ''].join('\n').toLowerCase();
  const answers = /method="?(?:reply|counter|declinecounter|refresh|cancel)\b/.test(full);
  const typed = types.some((type) => type.toLowerCase().startsWith('text/calendar'));
  const replySubject =
    /^(?:accepted|declined|tentative(?:ly accepted)?|angenommen|zugesagt|abgelehnt|abgesagt|mit vorbehalt|zusage|absage|accepté|refusé|provisoire|aceptado|aceptada|rechazado|rechazada|provisional|accettato|rifiutato|aceito|recusado|geaccepteerd|geweigerd|afgewezen|accepterat|avböjt|hyväksytty|zaakceptowano|odrzucono|canceled(?: event)?|cancelled|updated invitation)\s?:/iu;
  if (answers || (typed && replySubject.test(message.subject.trim()))) {
    return [sure('calendar_reply', 'a calendar answers an invitation')];
  }
  return [];
}
