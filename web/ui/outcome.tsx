import type { MessageState } from '#domain/ledger.ts';
import { Pill, type Tone } from './pill.tsx';

/** What became of a message, in the words of the page, in the order of the filters. */
export const outcomes: Readonly<Record<MessageState, { words: string; tone: Tone; about: string }>> = {
  sent: { words: 'Replied', tone: 'good', about: 'A reply has left' },
  review: { words: 'In review', tone: 'accent', about: 'A person looks, or has looked, at it' },
  skipped: { words: 'No answer', tone: 'plain', about: 'It gets no answer' },
  escalated: { words: 'Handed on', tone: 'warn', about: 'It was forwarded to a person' },
  dead: { words: 'Failed', tone: 'bad', about: 'Given up after too many faults; somebody has to look' },
  doubt: { words: 'In doubt', tone: 'warn', about: 'The reply may have left; somebody has to look' },
  new: { words: 'Being read', tone: 'plain', about: 'It has come and is being worked' },
  ready: { words: 'About to leave', tone: 'accent', about: 'A reply is ready, or held back for a while' },
  sending: { words: 'Leaving', tone: 'accent', about: 'A reply is on its way' },
};

export function Outcome({ state }: { state: MessageState }) {
  const { words, tone, about } = outcomes[state];
  return (
    <Pill tone={tone} title={about}>
      {words}
    </Pill>
  );
}
