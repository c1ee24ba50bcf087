import type { Agent, Mailbox } from '#domain/agent-config.ts';
import type { Classification, Reason } from '#domain/decision.ts';
import type { Message } from '#domain/mail.ts';
import type { SenderTrust } from '#domain/trust.ts';

import { isoDate } from '#agent/prompt/fence.ts';
import { type Reading, substanceOf } from '#agent/reading/reading.ts';
import { defanged } from './defang.ts';
import { escapeHtml, htmlFromText } from './markup.ts';
import { safeSubject } from './subject.ts';

/** What the person a mail is handed to needs to know. */
export type HandOver = {
  agent: Agent;
  mailbox: Mailbox;
  target: Message;
  /** Oldest first, the target last. */
  conversation: readonly Reading[];
  /** Why it comes. */
  reasons: readonly Reason[];
  seen: Classification | null;
  trust?: SenderTrust | null | undefined;
  /** What was done before, in words, and the reply that was written and never sent; empty when none was. */
  tried: { words: string; draft: string };
  /** Pages of ours that show it. */
  links: readonly { label: string; url: string }[];
};

const MOST_MAILS = 20;
const MOST_OF_A_MAIL = 6_000;
const MOST_OF_ALL = 30_000;
const MOST_FILES = 20;

/**
 * The note and the thread that a person gets along with a mail, as HTML: who wrote, what they want, what was tried, why it
 * comes, where it can be seen; then the mails as text, the newest first, bounded with visible marks. No link of the mails
 * can be clicked, and nothing of their markup comes along. The same input gives the same text.
 */
export function handOverBody(input: HandOver): string {
  const { agent, tried } = input;
  const items = factsOf(input).map(
    ([name, value]) => `<li><strong>${name}:</strong> ${escapeHtml(oneLine(defanged(value)))}</li>`,
  );
  const links = input.links.map(({ label, url }) => `<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`);
  return [
    `<p>The agent "${escapeHtml(agent.name)}" hands this mail over to you. Nobody has answered it yet.</p>`,
    `<ul>\n${items.join('\n')}\n</ul>`,
    ...(links.length === 0 ? [] : [`<p>In Inreply: ${links.join(' · ')}</p>`]),
    ...(tried.draft.trim() === ''
      ? []
      : [
          '<p><strong>The reply that was drafted, and not sent</strong></p>',
          quote(tried.draft, MOST_OF_A_MAIL),
        ]),
    '<p><strong>The conversation, newest first</strong> (as text; links are made harmless)</p>',
    ...mailsOf(input.conversation),
  ].join('\n');
}

function factsOf(input: HandOver): [string, string][] {
  const { target, mailbox, conversation, seen, reasons, trust, tried } = input;
  const newest = conversation.at(-1);
  const files = conversation
    .filter(({ fromUs }) => !fromUs)
    .flatMap(({ attachments }) => attachments.map(({ name, facts }) => `${name} (${facts})`));
  const more = files.length - MOST_FILES;
  const all: [string, string][] = [
    ['From', newest?.from ?? 'unknown'],
    ['To', mailbox.address],
    ['Subject', safeSubject(target.subject)],
    ['They want', seen === null ? 'not read by the model' : seen.reason],
    ['Category', seen === null ? 'not sorted' : `${seen.category} (confidence ${seen.confidence})`],
    ['Why you get it', reasons.map(({ detail }) => detail).join('; ')],
    ['Done so far', tried.words],
    ['Sender', (trust?.facts ?? []).map(({ detail }) => detail).join('; ')],
    ['Files', [...files.slice(0, MOST_FILES), ...(more > 0 ? [`${more} more`] : [])].join('; ')],
    ['Note', (newest?.notes ?? []).join('; ')],
  ];
  return all.filter(([, value]) => value.trim() !== '');
}

function mailsOf(conversation: readonly Reading[]): string[] {
  const newestFirst = conversation.toReversed();
  const parts: string[] = [];
  let room = MOST_OF_ALL;
  for (const [at, reading] of newestFirst.entries()) {
    if (at === MOST_MAILS || room <= 0) {
      parts.push(`<p>[${newestFirst.length - at} older mails are left out]</p>`);
      break;
    }
    // what the oldest quotes stands in no other mail
    const below = at === newestFirst.length - 1 ? reading.quoted : '';
    const text = [substanceOf(reading), below].join('\n\n').trim();
    const who = reading.fromUs ? 'we wrote' : `${escapeHtml(oneLine(defanged(reading.from)))} wrote`;
    parts.push(`<p>${dayOf(reading.dateMs)}, ${who}:</p>`, quote(text, Math.min(room, MOST_OF_A_MAIL)));
    room -= text.length;
  }
  return parts;
}

function quote(text: string, most: number): string {
  const left = text.length - most;
  const mark = `\n[${left} characters are left out]`;
  const kept = left > 0 ? `${text.slice(0, most).toWellFormed()}${mark}` : text;
  return `<blockquote type="cite">${htmlFromText(defanged(kept))}</blockquote>`;
}

function dayOf(ms: number): string {
  const iso = isoDate(ms);
  return iso === 'unknown' ? 'On an unknown day' : `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, 1000)
    .toWellFormed();
}
