import { attachedText } from '#agent/reading/attachments.ts';
import type { Reading } from '#agent/reading/reading.ts';

import type { Knowledge } from './knowledge.ts';
import type { Passage } from './passage.ts';

/** What a draft may rest on, beside the conversation and the team's instructions. */
export type Evidence = {
  /** What was found for the question; a draft cites their ids. */
  passages: Passage[];
  knowledge: Knowledge;
};

/**
 * Something that was said, and by whom: `ours` is what the team stands for (knowledge, results of its tools, instructions, its own
 * earlier mails), `theirs` what the sender claims (mails, attachments). `id` is that of the passage or mail, or `instructions`.
 */
export type Ground = { id: string; side: 'ours' | 'theirs'; text: string };

/**
 * Everything a draft could refer to. What third parties wrote in the thread is in none of it: it supports nothing.
 */
export function groundsOf(
  passages: readonly Passage[],
  instructions: string,
  conversation: readonly Reading[],
): Ground[] {
  return [
    ...passages.map(({ id, heading, text }) => ({
      id,
      side: 'ours' as const,
      text: text.includes(heading) ? text : `${heading}\n${text}`,
    })),
    { id: 'instructions', side: 'ours' as const, text: instructions },
    ...conversation
      .filter(({ by }) => by !== 'other')
      .map((reading) => ({
        id: reading.messageId,
        side: reading.by === 'us' ? ('ours' as const) : ('theirs' as const),
        text: [reading.text, attachedText(reading)].join('\n'),
      })),
  ];
}
