import type { Draft } from '#domain/decision.ts';

import { looseForms, termsOf } from '#agent/knowledge/terms.ts';
import type { Passage } from '#agent/knowledge/passage.ts';
import { folded } from '#agent/knowledge/words.ts';
import { attachmentSources } from '#agent/reading/attachments.ts';
import type { Reading } from '#agent/reading/reading.ts';

/** So much of a citation's words has to stand in a sentence for it to be meant. */
const sameSentence = 0.6;
const wholeConversation = new Set(['conversation', 'message', 'mail', 'email']);

type Given = { passages: readonly Passage[]; conversation: readonly Reading[] };

/**
 * The grounds (see `groundsOf`) that a source named by a draft stands for: a passage by its id, a file by its name, a mail by
 * `message-N` or its id, a file that came with it by its name and page, `instructions`; undefined for what it was not given.
 */
function groundIdsOf(source: string, { passages, conversation }: Given): string[] | undefined {
  const name = source.trim().replaceAll(/^\[|\]$/g, '');
  const plain = name.toLowerCase();
  const found = passages.filter((passage) => passage.id === name || passage.source === name);
  if (found.length > 0) return found.map(({ id }) => id);
  const mail = conversation.filter(
    ({ messageId, attachments }, at) =>
      messageId === name ||
      plain === `message-${at + 1}` ||
      plain === `mail ${at + 1}` ||
      attachmentSources(at + 1, attachments).includes(name),
  );
  if (mail.length > 0) return mail.map(({ messageId }) => messageId);
  if (wholeConversation.has(plain)) return conversation.map(({ messageId }) => messageId);
  return plain === 'instructions' ? ['instructions'] : undefined;
}

/** Sources a draft names that it was not given, as it names them. */
export function unknownSources(draft: Draft, given: Given): string[] {
  return draft.citations
    .map(({ source }) => source)
    .filter((source) => groundIdsOf(source, given) === undefined);
}

/** The grounds that a draft cites for one of its sentences; a citation belongs to a sentence that has most of its words. */
export function citedFor(sentence: string, draft: Draft, given: Given): string[] {
  const plain = plainText(sentence);
  const forms = looseForms(termsOf(sentence));
  const ids = draft.citations
    .filter(({ text }) => {
      const quoted = plainText(text);
      if (quoted.length >= 12 && (plain.includes(quoted) || (plain.length >= 12 && quoted.includes(plain))))
        return true;
      const terms = termsOf(text);
      return (
        terms.length > 1 && terms.filter((term) => forms.has(term)).length >= sameSentence * terms.length
      );
    })
    .flatMap(({ source }) => groundIdsOf(source, given) ?? []);
  return [...new Set(ids)];
}

function plainText(text: string): string {
  return folded(text)
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
