/** Stands in the text of mails that are to be parked, and nowhere else. */
export const PARK_WORD = 'disappointed';

const sentences = [
  'Hello, thank you for the quick answer to my last mail, I was glad to hear from you so soon.',
  'Last week I bought a pair of walking shoes and a shoulder bag in your shop, both of them as a present.',
  'The shoes fit well, but the colour is darker than in the picture, and I wonder whether I may exchange them.',
  'Could you tell me how that works, how long I have for it, and whether the parcel needs a label from you?',
  'The bag is lovely, and I would like to know how the leather wants to be cared for during a wet winter.',
  'It would help me to know where to find all of this, so that I do not have to write to you again.',
  'Thank you very much for your help, and have a good weekend, you and everybody else in the shop.',
];

/** What Gmail makes of a reply: some 140 words, a signature, and the mail it answers below. */
const style = 'font-family:arial,helvetica,sans-serif;font-size:small;color:rgb(34,34,34)';
const own = sentences.map((text) => `<div class="gmail_default" style="${style}">${text}</div>\n`).join('');
const signature = `<div dir="ltr" class="gmail_signature" style="${style}"><b>A Customer</b><br>12 High Street, Springfield</div>`;
const quoted = `<div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Fri, 20 Nov 2026 at 09:12, Support &lt;<a href="mailto:%mailbox%">%mailbox%</a>&gt; wrote:<br></div>
<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"><p>Hello,</p><p>thank you for your order. We packed the shoes and the bag together, and the parcel is with the carrier now. If anything is not as you expected, answer this mail and we will see to it.</p><p>Best regards<br>Your support team</p></blockquote></div>`;

const html = (body: string) => `<html><body><div dir="ltr">${body}</div></body></html>`;
const question = html(own + signature + quoted);
const complaint = html(`<div>I am ${PARK_WORD} with my order.</div>\n${own}${signature}${quoted}`);
/** Some 850 words, as few customers write. */
const letter = html(`<p>${sentences.join(' ')}</p>\n`.repeat(6));
const absence = html('<p>I am out of the office until Monday and read no mail until then.</p>\n');

/** A message as Nylas v3 shows it with `fields=include_headers`; the words between percent signs are filled in later. */
const message = {
  id: '%id%',
  object: 'message',
  grant_id: '%grant%',
  thread_id: '%thread%',
  subject: 'Question about my order',
  from: [{ name: 'A Customer', email: '%thread%@customer.example' }],
  to: [{ name: 'Support', email: '%mailbox%' }],
  cc: [],
  bcc: [],
  reply_to: [],
  date: '%date%',
  unread: true,
  starred: false,
  folders: ['inbox'],
  attachments: [],
  snippet: 'Hello, thank you for the quick answer to my last mail, I was glad to hear from you so soon.',
  created_at: '%date%',
};

const headers = [
  {
    name: 'Received',
    value: 'from mail.customer.example (mail.customer.example [192.0.2.7]) by mx.inreply.test',
  },
  {
    name: 'Received',
    value: 'from [192.0.2.77] (host.customer.example [192.0.2.77]) by mail.customer.example',
  },
  { name: 'Authentication-Results', value: 'mx.inreply.test; spf=pass; dkim=pass; dmarc=pass' },
  {
    name: 'DKIM-Signature',
    value: `v=1; a=rsa-sha256; d=customer.example; s=mail; bh=${'b'.repeat(44)}; b=${'c'.repeat(172)}`,
  },
  { name: 'Message-ID', value: '<%id%@customer.example>' },
  { name: 'Date', value: 'Sat, 21 Nov 2026 10:00:00 +0000' },
  { name: 'From', value: 'A Customer <%thread%@customer.example>' },
  { name: 'To', value: 'Support <%mailbox%>' },
  { name: 'Subject', value: 'Question about my order' },
  { name: 'MIME-Version', value: '1.0' },
  { name: 'Content-Type', value: 'text/html; charset=utf-8' },
  { name: 'X-Mailer', value: 'Mailer 7.1' },
];

const byMachine = [...headers, { name: 'Auto-Submitted', value: 'auto-replied' }];

/** What a thread of a kind holds: a question (short or long) that is answered, a complaint, the absence note of a machine. */
const templates = new Map(
  Object.entries({
    reply: { ...message, body: question, headers },
    long: { ...message, body: letter, headers },
    park: { ...message, body: complaint, headers },
    skip: { ...message, body: absence, headers: byMachine },
  }).map(([kind, one]) => [kind, JSON.stringify(one).replaceAll('"%date%"', '%date%')]),
);

/**
 * `GET /messages` of a thread, newest first. A thread's name says what is in it, so that nothing has to be stored:
 * `KIND-SIZE-SERIAL` holds SIZE mails, named after it with `-0` and on; all of them came in the last minute.
 */
export function listingOf(threadId: string, grantId: string, nowMs: number): string {
  const [kind = '', size = '0'] = threadId.split('-');
  const template = templates.get(kind);
  if (template === undefined) return '{"request_id":"r","data":[]}';
  const mails = Array.from({ length: Number(size) }, (_, at) =>
    template
      .replaceAll('%id%', `${threadId}-${at}`)
      .replaceAll('%thread%', threadId)
      .replaceAll('%grant%', grantId)
      .replaceAll('%mailbox%', `${grantId}@inreply.test`)
      .replaceAll('%date%', String(Math.floor(nowMs / 1000) - 60 + at)),
  );
  return `{"request_id":"r","data":[${mails.toReversed().join(',')}]}`;
}
