import type { Reading } from './reading.ts';
import { tokensOf, withinTokens } from './tokens.ts';

/** What a whole conversation may cost a model, about 24,000 characters of English. */
const mostTokens = 6_000;
/** A shorter rest of an older mail would only confuse. */
const leastTokens = 50;
/** Who wrote, when, and the lines around a mail. */
const tokensAround = 40;

/**
 * A conversation within what it may cost a model, oldest first. Takes the newest mail and the older ones from new to
 * old, read only as far as they are used. The newest stays whole, and so does what has not been answered yet, as far as
 * there is room; an older mail gets at most half of what is left. Each cut leaves a mark that says so.
 */
export function withinBudget(newest: Reading, earlier: readonly (() => Reading)[]): Reading[] {
  const kept = [shortened(newest, mostTokens)];
  let left = mostTokens - costOf(newest);
  let isAnswered = false;
  for (const read of earlier) {
    if (left < leastTokens) break;
    const whole = read();
    isAnswered ||= whole.fromUs;
    const reading = shortened(whole, isAnswered ? Math.max(left / 2, leastTokens) : left);
    kept.push(reading);
    left -= costOf(reading);
  }
  const leftOut = earlier.length + 1 - kept.length;
  const oldest = kept.at(-1);
  if (leftOut > 0 && oldest) {
    kept[kept.length - 1] = { ...oldest, notes: [...oldest.notes, `[cut: ${leftOut} older mails left out]`] };
  }
  return kept.toReversed();
}

function costOf({ text, forwarded }: Reading): number {
  return tokensOf(text) + tokensOf(forwarded?.text ?? '') + tokensAround;
}

function shortened(reading: Reading, tokens: number): Reading {
  if (costOf(reading) <= tokens + tokensAround) return reading;
  const text = cutText(reading.text, tokens);
  const room = Math.max(tokens - tokensOf(text.kept), 0);
  const passedOn = reading.forwarded && cutText(reading.forwarded.text, room);
  const leftOut = text.leftOut + (passedOn?.leftOut ?? 0);
  return {
    ...reading,
    text: text.kept,
    forwarded: reading.forwarded && passedOn && { ...reading.forwarded, text: passedOn.kept },
    notes: [...reading.notes, markOf(leftOut)],
  };
}

function cutText(text: string, tokens: number): { kept: string; leftOut: number } {
  const kept = withinTokens(text, tokens);
  const leftOut = text.length - kept.length;
  return leftOut === 0 ? { kept, leftOut } : { kept: `${kept}\n\n${markOf(leftOut)}`, leftOut };
}

function markOf(characters: number): string {
  return `[cut: ${characters.toLocaleString('en-US')} characters left out]`;
}
