import type { Agent } from '#domain/agent-config.ts';
import type { MailDraft, Message } from '#domain/mail.ts';

import { htmlFromText, quoteOf } from './markup.ts';
import { plainText } from '#agent/reading/reading.ts';

/**
 * What a draft says as text, without the quoted mail and the disclosure, which are put below every reply anew. Where a
 * person changed those, they are left in the text for the next person to see.
 */
export function textOfDraft(draft: MailDraft, target: Message, { config }: Agent): string {
  const textOf = (body: string) => plainText({ ...target, headers: [], body }).text.trim();
  const below = [
    ...(config.quote ? [quoteOf(target)] : []),
    ...(config.disclosure.trim() === '' ? [] : [`<p>${htmlFromText(config.disclosure.trim())}</p>`]),
  ];
  let text = textOf(draft.body);
  for (const part of below.map(textOf)) {
    if (part !== '' && text.endsWith(part)) text = text.slice(0, -part.length).trim();
  }
  return text;
}
