import type { AutonomyLevel, CategoryRow } from '../api/view-types.ts';
import type { Tone } from '../ui/pill.tsx';

/** The modes of an agent (docs/agents.md). */
export const modes: Readonly<Record<string, { tone: Tone; about: string }>> = {
  off: { tone: 'plain', about: 'Answers nothing' },
  shadow: { tone: 'plain', about: 'Decides, but writes nothing' },
  review: { tone: 'accent', about: 'Shows every reply to a person first' },
  auto: { tone: 'good', about: 'Answers by itself where its categories allow it' },
};

/** From least to most. */
export const levelNames: readonly AutonomyLevel[] = ['shadow', 'review', 'delayed', 'auto'];

/** What each level of a category means. */
export const levels: Readonly<Record<AutonomyLevel, { tone: Tone; about: string }>> = {
  shadow: { tone: 'plain', about: 'Decides, but writes nothing' },
  review: { tone: 'accent', about: 'A person approves every reply' },
  delayed: { tone: 'warn', about: 'Leaves by itself after a while in which it can be taken back' },
  auto: { tone: 'good', about: 'Leaves by itself at once' },
};

/** What is done with mail of a category. */
export const actions: Readonly<Record<CategoryRow['action'], string>> = {
  reply: 'Reply',
  review: 'Review',
  escalate: 'Hand on',
  skip: 'No answer',
};
