import { injectionSignIn } from '#agent/policy/injection.ts';
import type { Passage } from '#agent/knowledge/passage.ts';
import { htmlToText, isHtml } from '#agent/reading/html.ts';
import { isCovert } from '#agent/reading/hidden.ts';
import { withoutMarks } from '#agent/reading/marks.ts';
import { withoutInvisible } from '#agent/reading/invisible.ts';
import type { Reason } from '#domain/decision.ts';
import { sameAddress } from '#domain/mail.ts';
import type { ToolOutcome } from '#domain/tools.ts';
import type { Tool } from '#domain/tools-config.ts';

/** Lines of one answer; a list of a thousand entries says no more to a model. */
const mostLines = 400;
const mostDepth = 12;

/** A path, empty for what has none, and the text there. */
type Line = [string, string];

/** What a look-up gives a draft to rest on, and what speaks against sending that draft unseen. */
export type ToolEvidence = { passage: Passage; doubts: Reason[] };

/**
 * The answer of a look-up as a passage: data that was found, cleaned and cut with a mark, or that nothing was. An answer
 * that belongs to somebody else than `owner` counts as nothing, so that no one can tell the two apart; one that speaks to
 * a model is held back. `at` counts the calls of one tool from 1.
 */
export function evidenceOf(
  name: string,
  at: number,
  tool: Tool,
  outcome: ToolOutcome,
  owner: string | null,
): ToolEvidence {
  const say = (text: string, ...doubts: Reason[]) => ({ passage: toolPassage(name, at, text), doubts });
  if (outcome.kind === 'failed') {
    return say('This look-up failed: nothing is known. Say that a colleague will look into it.', {
      code: 'tool_failed',
      detail: `${name} could not be looked up: ${outcome.reason}`,
    });
  }
  const nothing = say('Nothing was found for what the mail names.');
  if (outcome.kind === 'nothing') return nothing;
  const { owner: ownerAt, pick } = tool.result;
  const value = outcome.isJson ? jsonOf(outcome.text) : undefined;
  if (value === undefined && (outcome.isJson || ownerAt !== undefined || pick.length > 0)) {
    const detail = `${name} answered what cannot be read: ${outcome.isCut ? 'it is too long' : 'it is not JSON'}`;
    return say('This look-up failed: nothing is known.', { code: 'tool_failed', detail });
  }
  if (ownerAt !== undefined) {
    const [address, ...others] = valuesAt(value, ownerAt);
    const isTheirs = owner !== null && typeof address === 'string' && sameAddress(address, owner);
    if (!isTheirs || others.length > 0) return nothing;
  }
  const shown = shownText(linesOfAnswer(value, outcome.text, pick), tool.result.max_bytes, outcome.isCut);
  if (shown.text === '') return nothing;
  const sign = injectionSignIn(shown.text) ?? (shown.covert ? 'it holds text nobody can see' : undefined);
  if (sign !== undefined) {
    const detail = `the answer of ${name} speaks to an assistant and is held back: ${sign}`;
    return say('The answer of this look-up is held back.', { code: 'tool_injection', detail });
  }
  return say(shown.text);
}

export function toolPassage(name: string, at: number, text: string): Passage {
  const id = at === 1 ? `tool:${name}` : `tool:${name}:${at}`;
  return { id, source: `tool:${name}`, heading: '', text, origin: 'tool' };
}

/** The one address at a path of a JSON answer; null when there is none, or more than one. */
export function addressAt(text: string, path: string): string | null {
  const [value, ...others] = valuesAt(jsonOf(text), path);
  const isAddress = typeof value === 'string' && /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]{1,255}$/.test(value);
  return isAddress && others.length === 0 ? value : null;
}

/** The values at a path such as `items[].name`, in their order. */
function valuesAt(value: unknown, path: string): unknown[] {
  let here: unknown[] = [value];
  for (const part of path.split('.')) {
    const key = part.replace('[]', '');
    here = here.flatMap((one) => {
      if (typeof one !== 'object' || one === null || !Object.hasOwn(one, key)) return [];
      const next: unknown = Reflect.get(one, key);
      if (!part.endsWith('[]')) return [next];
      return Array.isArray(next) ? next.map((entry: unknown) => entry) : [];
    });
  }
  return here.filter((one) => one !== undefined && one !== null);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function linesOfAnswer(value: unknown, text: string, pick: readonly string[]): Line[] {
  if (value === undefined) return [['', text]];
  if (pick.length === 0) return linesOf('', value, 0);
  return pick.flatMap((path) => valuesAt(value, path).flatMap((one) => linesOf(path, one, 0)));
}

function shownText(all: readonly Line[], mostBytes: number, isCutAlready: boolean) {
  let covert = false;
  const lines = all.slice(0, mostLines).map(([name, text]) => {
    const clean = cleaned(text);
    covert ||= clean.isCovert;
    return name === '' ? clean.text : `${name}: ${clean.text}`;
  });
  const whole = lines.join('\n').trim();
  const kept = cutToBytes(whole, mostBytes);
  const isCut = isCutAlready || kept.length < whole.length || all.length > mostLines;
  return { text: isCut ? `${kept}\n[cut: the rest of this answer is left out]` : kept, covert };
}

/** A value as lines of a path and a text. */
function linesOf(path: string, value: unknown, depth: number): Line[] {
  if (value === null || value === undefined || depth > mostDepth) return [];
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object') return [[path, JSON.stringify(value)]];
  return Object.entries(value)
    .slice(0, mostLines)
    .flatMap(([key, part]) => {
      const name = Array.isArray(value)
        ? `${path}[${Number(key) + 1}]`
        : path === ''
          ? key
          : `${path}.${key}`;
      return linesOf(name, part, depth + 1);
    });
}

/** HTML as what it shows; characters nobody sees are removed. `isCovert`: something was hidden on purpose. */
function cleaned(text: string): { text: string; isCovert: boolean } {
  const plain = text.toWellFormed();
  const seen = isHtml(plain) ? htmlToText(plain) : withoutInvisible(plain);
  const shown = withoutMarks(seen.text)
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
  return { text: shown, isCovert: isCovert(seen.hidden) };
}

function cutToBytes(text: string, most: number): string {
  const bytes = Buffer.from(text);
  return bytes.length <= most
    ? text
    : bytes
        .subarray(0, most)
        .toString('utf8')
        .replace(/\uFFFD$/, '');
}
