import { type Ground, groundsOf } from '#agent/knowledge/evidence.ts';
import type { Passage } from '#agent/knowledge/passage.ts';
import { formsOf, looseForms } from '#agent/knowledge/terms.ts';
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
  /** The same as folded words between blanks, to look for runs of words in. */
  ourWords: string;
  /** Everything others wrote, names included. */
  theirs: string;
  /** What the mail that is answered says. */
  asked: string;
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
  const ours = [...grounds.map((ground) => ownWords(ground, conversation)), signatureOf(agent)];
  const read = ours.map(readOf);
  const isTheirs = memberOf([readOf({ text: theirs })]);
  return {
    ours: ours.map(({ text }) => text).join('\n'),
    ourWords: read.map(({ words }) => words).join(' '),
    theirs,
    asked: conversation.at(-1)?.text ?? '',
    hasKnowledge: agent.knowledge.length > 0,
    isOurs: memberOf(read),
    isTheirs,
  };
}

/** What a mail holds that somebody else than us wrote. */
function untrustedText(reading: Reading): string {
  const { by, from, text, quoted, whole, forwarded } = reading;
  const passedOn = forwarded === undefined ? [] : Object.values(forwarded).filter((it) => it !== undefined);
  return (
    by === 'us'
      ? [quoted, ...passedOn]
      : [from, text, quoted, whole === text ? '' : whole, attachedText(reading), ...passedOn]
  ).join('\n');
}

/** A mail of ours without the sentences it took over from earlier mails of others: an echo does not make a claim ours. */
function ownWords(ground: Ground, conversation: readonly Reading[]): Piece {
  const at = conversation.findIndex(({ messageId, by }) => messageId === ground.id && by === 'us');
  if (at < 1) return ground;
  const before = conversation.slice(0, at).map(untrustedText).join('\n');
  const kept = sentencesOf(ground.text).filter(
    (sentence) => sentence.length < shortest || !before.includes(sentence),
  );
  return { text: kept.join('\n') };
}

type Piece = { text: string };

/** What an agent says of itself outside its instructions and knowledge. */
const signatureOf = oncePer(({ name, config }: Agent): Piece => ({
  text: [name, config.disclosure, ...config.mailboxes.map(({ address }) => address), ...config.links].join(
    '\n',
  ),
}));

/** Grounds of passages and instructions live as long as the agent, so they are read once. */
const readOf = oncePer(({ text }: Piece) => {
  const words = wordsOf(text);
  return { words: ` ${words.join(' ')} `, forms: looseForms(words.map(stemOf)) };
});

function memberOf(pieces: readonly { forms: ReadonlySet<string> }[]): (stem: string) => boolean {
  return (stem) => formsOf(stem).some((form) => pieces.some(({ forms }) => forms.has(form)));
}
