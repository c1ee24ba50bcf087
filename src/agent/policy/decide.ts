import type { Agent, Category } from '#domain/agent-config.ts';
import type { Classification, Decision, Reason } from '#domain/decision.ts';
import { unreachable } from '#errors.ts';

import { injectionSignIn } from './injection.ts';
import { type Hidden, isCovert } from '#agent/reading/hidden.ts';
import { type Reading, substanceOf } from '#agent/reading/reading.ts';
import { riskIn } from './risk.ts';

/** A longer text is never taken for a mere acknowledgement. */
const acknowledgementLength = 280;

/**
 * All policy: what becomes of a message, from what the model saw in it and what the text itself shows.
 *
 * What the category's action asks for is the start; each doubt can only turn it towards a person. `mode: shadow`
 * changes nothing here: it is the worker that then writes nothing. `parkBecause` comes from the guard; `covered` are
 * the mails answered together with this one, in which injection and risk count as well.
 */
export function decide(
  agent: Agent,
  seen: Classification,
  reading: Reading,
  parkBecause: readonly Reason[],
  covered: readonly Reading[] = [],
): Decision {
  const all = [reading, ...covered.filter(({ messageId }) => messageId !== reading.messageId)];
  const suspicion = suspicionOf(seen, all);
  if (suspicion !== undefined) return { kind: 'review', reasons: [suspicion] };
  const wanted = wantedBy(agent, seen, reading);
  if (wanted.kind === 'review') return wanted;
  const doubts = [...doubtsAbout(wanted, all, parkBecause), ...modeDoubt(agent)];
  return doubts.length === 0 ? wanted : { kind: 'review', reasons: [...doubts, ...wanted.reasons] };
}

function suspicionOf(seen: Classification, readings: readonly Reading[]): Reason | undefined {
  if (seen.injection) {
    return reason('injection_suspected', 'the model sees instructions to the assistant in the mail');
  }
  const hidden = readings.map((reading) => reading.hidden).find(isSuspicious);
  if (hidden !== undefined) {
    const detail = `the mail holds ${hidden.characters} characters its reader cannot see (${hidden.kinds.join(', ')})`;
    return reason('injection_suspected', detail);
  }
  const sign = injectionSignIn(
    readings.map((reading) => [substanceOf(reading), reading.quoted, reading.whole].join('\n')).join('\n'),
  );
  return sign === undefined
    ? undefined
    : reason('injection_suspected', `the mail talks to an assistant: ${sign}`);
}

/** What honest mail hides is suspicious only for what it says. */
function isSuspicious(hidden: Hidden): boolean {
  return isCovert(hidden) || injectionSignIn(hidden.text) !== undefined;
}

function wantedBy(agent: Agent, seen: Classification, reading: Reading): Decision {
  const { config } = agent;
  const category: Category | undefined = Object.hasOwn(config.categories, seen.category)
    ? config.categories[seen.category]
    : undefined;
  if (category === undefined) {
    return { kind: config.fallback, reasons: [reason('no_category', 'none of the categories fits')] };
  }
  if (seen.confidence < config.min_confidence) {
    const detail = `${seen.category} with confidence ${seen.confidence}, below ${config.min_confidence}`;
    return { kind: config.fallback, reasons: [reason('low_confidence', detail)] };
  }
  switch (category.action) {
    case 'reply':
      return replyOrNot(seen, reading);
    case 'review':
      return {
        kind: 'review',
        reasons: [reason('category_review', `${seen.category} is for a person to answer`)],
      };
    case 'escalate':
      return {
        kind: 'escalate',
        to: category.to,
        reasons: [reason('category_escalate', `${seen.category} goes to ${category.to}`)],
      };
    case 'skip':
      return { kind: 'skip', reasons: [reason('category_skip', `${seen.category} gets no answer`)] };
    default:
      return unreachable(category);
  }
}

function replyOrNot(seen: Classification, reading: Reading): Decision {
  if (seen.needs_reply) {
    return { kind: 'reply', reasons: [reason('category_reply', `${seen.category} may be answered`)] };
  }
  if (isAcknowledgement(substanceOf(reading))) {
    return { kind: 'skip', reasons: [reason('no_reply_needed', 'the sender asks nothing')] };
  }
  const detail = 'the model sees no need to answer, but the text is more than an acknowledgement';
  return { kind: 'review', reasons: [reason('no_reply_doubtful', detail)] };
}

/** Short and asking nothing, in any script. */
function isAcknowledgement(text: string): boolean {
  return (
    text.trim() !== '' &&
    text.length <= acknowledgementLength &&
    !/[?？؟;]|please|bitte|could you|can you/iu.test(text)
  );
}

function doubtsAbout(
  wanted: Decision,
  readings: readonly Reading[],
  parkBecause: readonly Reason[],
): Reason[] {
  if (wanted.kind === 'escalate') return [];
  const risk = riskIn(readings.map(substanceOf).join('\n'));
  const doubts = risk === undefined ? [] : [reason('risk_words', `the mail speaks of ${risk}`)];
  return wanted.kind === 'reply' ? [...doubts, ...parkBecause] : doubts;
}

function modeDoubt(agent: Agent): Reason[] {
  return agent.config.mode === 'review' ? [reason('mode_review', 'the agent is in review mode')] : [];
}

function reason(code: string, detail: string): Reason {
  return { code, detail };
}
