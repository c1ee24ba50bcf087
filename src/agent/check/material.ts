import { groundsOf } from '#agent/knowledge/evidence.ts';
import type { Passage } from '#agent/knowledge/passage.ts';
import { looseForms } from '#agent/knowledge/terms.ts';
import { sentencesOf } from '#agent/knowledge/sentences.ts';
import { stemOf, wordsOf } from '#agent/knowledge/words.ts';
import { oncePer } from '#agent/once-per.ts';
import { attachedText } from '#agent/reading/attachments.ts';
import type { Reading } from '#agent/reading/reading.ts';
import type { Agent } from '#domain/agent-config.ts';

/** What a draft was written from, by whose side it is. */
export type Material = {
  /** Text the team stands for. */
  ours: string;
  /** Everything others wrote, names included. */
  theirs: string;
  /** Whether the team has written anything about its matters that a draft could rest on. */
  hasKnowledge: boolean;
  isOurs: (stem: string) => boolean;
  isTheirs: (stem: string) => boolean;
};

/** Shorter sentences are common to everybody. */
const shortest = 12;

type Input = { agent: Agent; conversation: readonly Reading[]; passages: readonly Passage[] };

/** Splits what a draft could have been made from into ours and theirs. What stands in a mail of others is never ours. */
export function materialOf(input: Input): Material {
  return forConversation(input.conversation)(input.passages)(input.agent);
}

/** Kept as long as the arrays live, since the mails of one thought are read once and its drafts checked several times. */
const forConversation = oncePer((conversation: readonly Reading[]) =>
  oncePer((passages: readonly Passage[]) =>
    oncePer((agent: Agent) => split({ agent, conversation, passages })),
  ),
);

function split({ agent, conversation, passages }: Input): Material {
  const theirs = conversation.map(untrustedText).join('\n');
  const grounds = groundsOf(passages, agent, conversation).filter(({ side }) => side === 'ours');
  const ours = [
    ...grounds.map(({ id, text }) => ownWords(id, text, conversation)),
    agent.name,
    agent.config.disclosure,
    ...agent.config.mailboxes.map(({ address }) => address),
    ...agent.config.links,
  ].join('\n');
  return {
    ours,
    theirs,
    hasKnowledge: agent.knowledge.length > 0,
    isOurs: memberOf(ours),
    isTheirs: memberOf(theirs),
  };
}

/** What a mail holds that somebody else than us wrote. */
function untrustedText(reading: Reading): string {
  const { by, from, text, quoted, whole, forwarded } = reading;
  const passedOn = forwarded === undefined ? [] : Object.values(forwarded).filter((it) => it !== undefined);
  return (
    by === 'us' ? [quoted, ...passedOn] : [from, text, quoted, whole, attachedText(reading), ...passedOn]
  ).join('\n');
}

/** A mail of ours without the sentences it took over from earlier mails of others: an echo does not make a claim ours. */
function ownWords(id: string, text: string, conversation: readonly Reading[]): string {
  const at = conversation.findIndex(({ messageId, by }) => messageId === id && by === 'us');
  if (at < 1) return text;
  const before = conversation.slice(0, at).map(untrustedText).join('\n');
  return sentencesOf(text)
    .filter((sentence) => sentence.length < shortest || !before.includes(sentence))
    .join('\n');
}

function memberOf(text: string): (stem: string) => boolean {
  const forms = looseForms(wordsOf(text).map(stemOf));
  return (stem) => {
    if (forms.has(stem)) return true;
    for (const form of looseForms([stem])) if (forms.has(form)) return true;
    return false;
  };
}
