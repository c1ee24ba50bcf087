import { headerOf, type Message } from '#domain/mail.ts';

import { awayOpening, awaySubjects, returnPhrases } from './absence-phrases.ts';
import {
  automationPhrases,
  challengePhrases,
  transactionPhrases,
  transactionSubjects,
} from './automation-phrases.ts';
import { bouncePhrases, bounceSubjects, mailSystemOpenings, mailSystemTraces } from './bounce-phrases.ts';
import { newestText } from '#agent/reading/reading.ts';
import { doubtful, sure, type Sign } from './signs.ts';

const goods =
  /\b(?:parcels?|packages?|orders?|shipments?|couriers?|carriers?|drivers?|postman|dhl|ups|fedex|hermes|gls|dpd|pakete?|päckchen|sendung(?:en)?|bestellung(?:en)?|bote|colis|commandes?|livreurs?|paquetes?|pedidos?|pacc[ho]i?|ordin[ei]|corriere|pakket(?:ten)?|bestelling(?:en)?|payment|card|shoes|goods)\b/iu;

type Words = {
  message: Message;
  subject: string;
  isAnswer: boolean;
  isForward: boolean;
  text: string;
  opening: string;
};

const rules: readonly ((words: Words) => Sign | undefined)[] = [
  function mailSystemName({ message }) {
    const name = message.from[0]?.name ?? '';
    return /^(?:mail(?:er)?[- ]?(?:daemon|delivery (?:sub)?system|administrator)|post ?master|mail delivery|internet mail delivery)\b/i.test(
      name,
    )
      ? sure('bounce', `the sender calls itself ${name.slice(0, 60)}`)
      : undefined;
  },
  function bounce({ subject, isAnswer, isForward, text, opening }) {
    if (isAnswer || isForward) return undefined;
    const traced = mailSystemTraces.test(text);
    if ((bounceSubjects.test(subject) && traced) || mailSystemOpenings.test(opening))
      return sure('bounce', 'it reads as a mail system reporting a failed delivery');
    if (bounceSubjects.test(subject) && bouncePhrases.test(text) && !isAboutGoods(`${subject} ${text}`))
      return doubtful('bounce_like', 'it speaks of a failed delivery as mail systems do');
    const traces = text.match(new RegExp(mailSystemTraces.source, 'giu')) ?? [];
    return new Set(traces.map((trace) => trace.toLowerCase())).size >= 3
      ? doubtful('bounce_like', 'it quotes a mail system several times')
      : undefined;
  },
  function complaint({ message, subject, text }) {
    const named = message.attachments.some(({ filename }) =>
      /^[^!\s]+![^!\s]+!\d{9,}!\d{9,}/.test(filename ?? ''),
    );
    const type = headerOf(message, 'Content-Type') ?? '';
    if (
      named ||
      /name="?[^"!\s]+![^"!\s]+!\d{9,}!\d{9,}/.test(type) ||
      /report domain:.{1,200}submitter:/i.test(subject)
    ) {
      return sure('feedback_report', 'it is an aggregate report of DMARC or TLS (RFC 7489 section 7.2)');
    }
    const worded =
      /^(?:complaint about message from|e?-?mail feedback report|abuse report|spam report|feedback report)\b/i;
    return worded.test(subject) || /^(?:feedback-type|abuse-type):/im.test(text)
      ? sure('feedback_report', 'it reads as a complaint report of a mail provider')
      : undefined;
  },
  function awaySubject({ subject, text }) {
    if (!awaySubjects.test(subject)) return undefined;
    const detail = 'its subject is that of an automatic reply';
    return asks(text)
      ? doubtful('auto_reply_like', `${detail}, but it asks something`)
      : sure('auto_reply', detail);
  },
  function awayText({ isAnswer, text, opening }) {
    if (!isAnswer || text.length > 1_500 || /[?？]/.test(text)) return undefined;
    const opensSo = awayOpening.test(opening) && returnPhrases.test(text);
    return opensSo ? sure('auto_reply', 'it reads as an absence note') : undefined;
  },
  function automation({ isForward, text }) {
    if (isForward) return undefined;
    if (!automationPhrases.test(text)) return undefined;
    const detail = 'it says itself that it is automatic';
    return asks(text)
      ? doubtful('automatic_like', `${detail}, but it asks something`)
      : sure('auto_generated', detail);
  },
  function challenge({ text, subject }) {
    return challengePhrases.test(`${subject}\n${text}`)
      ? sure('challenge_response', 'it asks to confirm a mail of ours')
      : undefined;
  },
  function transaction({ subject, isAnswer, isForward, text }) {
    if (isAnswer || isForward) return undefined;
    const found = new Set(
      (text.match(new RegExp(transactionPhrases.source, 'giu')) ?? []).map((phrase) => phrase.toLowerCase()),
    );
    const weight = (transactionSubjects.test(subject) ? 2 : 0) + found.size;
    return weight >= 3 ? doubtful('notification_like', 'it reads as a notification of a system') : undefined;
  },
  function invitation({ message }) {
    const types = [
      headerOf(message, 'Content-Type') ?? '',
      ...message.attachments.map(({ contentType }) => contentType ?? ''),
    ];
    const invites = types.some((type) => /^\s*(?:text\/calendar|application\/ics)\b/i.test(type));
    return invites ? doubtful('calendar_invitation', 'it carries a calendar entry') : undefined;
  },
];

/** Customers write of parcels that could not be delivered; a mail system names the address or its own words. */
function isAboutGoods(words: string): boolean {
  return goods.test(words) && !/[^\s<>"]+@[^\s<>"]+/.test(words);
}

/** A question of the writer's own; links and addresses may hold question marks too. */
function asks(text: string): boolean {
  return /[\p{L}\p{N}"')][?？](?:\s|$)/u.test(text);
}

/** Every sign the wording gives that no person wrote the mail, judged on its newest part. */
export function noticeSigns(message: Message): Sign[] {
  const subject = message.subject.replaceAll(/\s+/g, ' ').trim().slice(0, 300);
  const head = newestText(message).slice(0, 6_000);
  const words: Words = {
    message,
    subject,
    isAnswer:
      headerOf(message, 'In-Reply-To') !== undefined ||
      /^(?:re|aw|antw|sv|vs|odp|ynt|rif|回复|答复)\s?(?:\[\d+\])?\s?[:：]/iu.test(subject),
    isForward: /^(?:fwd?|wg|tr|rv|enc|vb|vl|pd|i|转发|轉寄)\s?[:：]/iu.test(subject),
    text: head,
    opening: head.slice(0, 400),
  };
  return rules.flatMap((rule) => rule(words) ?? []);
}
