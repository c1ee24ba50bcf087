import { plainText } from '#agent/reading/reading.ts';
import { leftMailbox } from '#agent/mail/answered.ts';
import { type Address, type Message, sameAddress, type Thread } from '#domain/mail.ts';
import type { CaseMail, WrittenCase } from './case-schema.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** A review that a person ended, and what the model had written for it. */
export type Verdict = {
  agent: string;
  messageId: string;
  category: string | null;
  /** What the person sent; undefined when they rejected it. */
  sent: string | undefined;
  /** What the model wrote at first try; undefined when it wrote nothing, or the person had it write again. */
  draft: string | undefined;
};

type Own = { mailboxAddress: string };

/**
 * A case from past mail: the thread up to the message, and what the person's verdict says of it.
 *
 * - Sent as it was written: a reply was right, and so was the category.
 * - Sent with changes: a reply or a review, and the text that was sent as a reference.
 * - Rejected: a person has to decide.
 *
 * Undefined when the thread no longer has the message.
 */
export function caseFrom(
  verdict: Verdict,
  thread: Thread,
  { mailboxAddress }: Own,
  pseudonyms: Pseudonyms | undefined,
): WrittenCase | undefined {
  const target = thread.messages.find(({ id }) => id === verdict.messageId);
  if (target === undefined) return undefined;
  const mails = thread.messages.filter(
    ({ id, dateMs, folders }) => id !== target.id && dateMs < target.dateMs && !folders.includes('drafts'),
  );
  const written = [...mails, target].map((message) => mailFrom(message, mailboxAddress, pseudonyms));
  return { agent: verdict.agent, thread: written, ...judgement(verdict, pseudonyms) };
}

function judgement(
  { sent, draft, category }: Verdict,
  pseudonyms: Pseudonyms | undefined,
): Pick<WrittenCase, 'expect' | 'tags'> {
  if (sent === undefined) return { expect: { decision: ['review'] }, tags: ['exported', 'rejected'] };
  if (draft !== undefined && plain(draft) === plain(sent)) {
    const known = category === null ? {} : { category: [category] };
    return { expect: { decision: ['reply'], ...known }, tags: ['exported', 'unedited'] };
  }
  const reference = pseudonyms?.text(sent) ?? sent;
  return {
    expect: { decision: ['reply', 'review'], ...(reference.trim() === '' ? {} : { reference }) },
    tags: ['exported', 'edited'],
  };
}

function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** Where a mail went through, and who signed it: long, telling of people, and of no use to a case. */
const trace =
  /^(?:received|dkim-signature|arc-.*|x-google-.*|x-ms-.*|x-gm-.*|authentication-results-original)$/i;

/** What says of a mail that a machine wrote it, or what it is: all that is kept of the headers when people are to be hidden. */
const telling =
  /^(?:auto-submitted|precedence|list-id|content-type|x-auto-response-suppress|x-autoreply|x-autorespond)$/i;

function mailFrom(message: Message, mailboxAddress: string, pseudonyms: Pseudonyms | undefined): CaseMail {
  const hide = (text: string) => pseudonyms?.text(text) ?? text;
  const nameOf = ({ name, email }: Address) => {
    if (sameAddress(email, mailboxAddress)) return 'us';
    const shown = hide(email);
    return name === undefined ? shown : `${hide(name).replaceAll(/[<>"]/g, '')} <${shown}>`;
  };
  const all = (name: 'to' | 'cc' | 'reply_to', people: readonly Address[]) =>
    people.length === 0 ? {} : { [name]: people.map(nameOf) };
  const headers = Map.groupBy(
    message.headers.filter(({ name }) => (pseudonyms ? telling.test(name) : !trace.test(name))),
    ({ name }) => name,
  );
  const [from] = message.from;
  return {
    ...(leftMailbox(message, mailboxAddress)
      ? { by: 'us' as const }
      : { from: from === undefined ? 'unknown' : nameOf(from) }),
    ...all('to', message.to),
    ...all('cc', message.cc),
    ...all('reply_to', message.replyTo),
    subject: hide(message.subject),
    date: new Date(message.dateMs).toISOString(),
    // markup can hold what cannot be found in it, such as addresses of links
    ...(pseudonyms ? { body: hide(plainText(message).text) } : bodyOf(message)),
    ...(headers.size === 0
      ? {}
      : {
          headers: Object.fromEntries(
            [...headers].map(([name, some]) => [name, some.map(({ value }) => value)]),
          ),
        }),
    ...(message.attachments.length === 0
      ? {}
      : { attachments: message.attachments.map((one) => attachmentFrom(one, hide)) }),
  };
}

function bodyOf({ body }: Message): { html: string } | { body: string } {
  return /<[a-z!/]/i.test(body) ? { html: body } : { body };
}

function attachmentFrom(
  { filename, contentType, size }: Message['attachments'][number],
  hide: (text: string) => string,
) {
  return {
    filename: hide(filename ?? 'unnamed'),
    ...(contentType === undefined ? {} : { type: contentType }),
    ...(size === undefined ? {} : { size }),
  };
}
