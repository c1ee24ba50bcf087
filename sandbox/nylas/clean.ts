import { htmlToText, isHtml } from '../mail/text.ts';
import type { StoredMessage } from '../mail/types.ts';
import { type Json, messageToWire } from './wire.ts';

const quoteStart = [
  /^[ \t]*On .{4,200}wrote:[ \t]*$/m,
  /^[ \t]*Am .{4,200}schrieb.{0,100}:[ \t]*$/m,
  /^[ \t]*Le .{4,200}a écrit ?:[ \t]*$/m,
  /^[ \t]*El .{4,200}escribió:[ \t]*$/m,
  /^-{2,} ?(?:Original Message|Ursprüngliche Nachricht) ?-{2,}/m,
  /^From: .+\n(?:Sent|Date): /m,
];

/** A message with `conversation`: its newest text without quotes (`PUT messages/clean`, CONTRACT section 3.1). */
export function cleaned(message: StoredMessage): Json {
  return { ...messageToWire(message), conversation: conversationOf(message.body) };
}

/** The newest text of a body: no quotes, no markup. */
export function conversationOf(body: string): string {
  const text = isHtml(body) ? htmlToText(body.replace(/<blockquote\b[\s\S]*$/i, '')) : body;
  const cut = Math.min(...quoteStart.map((pattern) => pattern.exec(text)?.index ?? text.length));
  return text
    .slice(0, cut)
    .split('\n')
    .filter((line) => !line.startsWith('>'))
    .join('\n')
    .trim();
}
