import type { Agent } from '#domain/agent-config.ts';

import { oncePer } from '#agent/once-per.ts';
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
  agent: Pick<Agent, 'instructions'>,
  conversation: readonly Reading[],
): Ground[] {
  return [
    ...passages.map(ofPassage),
    ofInstructions(agent),
    ...conversation.filter(({ by }) => by !== 'other').map(ofMail),
  ];
}

const ofPassage = oncePer(({ id, heading, text }: Passage): Ground => ({
  id,
  side: 'ours',
  text: text.includes(heading) ? text : `${heading}\n${text}`,
}));

const ofInstructions = oncePer(({ instructions }: Pick<Agent, 'instructions'>): Ground => ({
  id: 'instructions',
  side: 'ours',
  text: instructions,
}));

const ofMail = oncePer((reading: Reading): Ground => ({
  id: reading.messageId,
  side: reading.by === 'us' ? 'ours' : 'theirs',
  text: [reading.text, attachedText(reading)].filter((part) => part !== '').join('\n\n'),
}));
