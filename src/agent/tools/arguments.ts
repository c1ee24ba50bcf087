import type { Arguments, ArgumentValue } from '#domain/tools.ts';
import type { Argument, Tool } from '#domain/tools-config.ts';

/** More values of one argument, such as order numbers in one mail, are not looked up. */
const MOST_VALUES = 3;

/** What arguments are made of; nothing a model says beyond what stands in these. */
export type ArgumentFacts = {
  /** The author's address; null when nothing proves that it is theirs and the tool asks for proof. */
  sender: string | null;
  /** What the sender wrote, newest first, without quotes. */
  texts: readonly string[];
  /** What a pattern finds; undefined when it took too long. */
  matchesIn: (pattern: string, text: string) => string[] | undefined;
  /** What the model found for arguments that ask it; undefined before it was asked. */
  answered: Readonly<Record<string, string | null>> | undefined;
};

export type Bound =
  /** One set of arguments for each call to make. */
  | { kind: 'bound'; calls: Arguments[] }
  /** The mail does not have it; a reply may ask for it. */
  | { kind: 'missing'; what: string }
  | { kind: 'unverified' }
  /** What is in doubt is not looked up; `why` is for people. */
  | { kind: 'refused'; why: string };

type Found = ArgumentValue[] | Exclude<Bound, { kind: 'bound' }>;

/** The arguments of a tool's calls, from where its agent's file says that they come. */
export function bindArguments(tool: Tool, facts: ArgumentFacts): Bound {
  let calls: Record<string, ArgumentValue>[] = [{}];
  for (const [name, argument] of Object.entries(tool.args)) {
    const found = valuesOf(name, argument, facts);
    if (!Array.isArray(found)) return found;
    calls = calls.flatMap((call) => found.map((value) => ({ ...call, [name]: value })));
    if (calls.length > MOST_VALUES)
      return { kind: 'refused', why: `the mail has more than ${MOST_VALUES} of ${name}` };
  }
  return { kind: 'bound', calls };
}

function valuesOf(name: string, argument: Argument, facts: ArgumentFacts): Found {
  switch (argument.from) {
    case 'config':
      return [argument.value];
    case 'sender':
      return facts.sender === null ? { kind: 'unverified' } : [facts.sender];
    case 'mail':
      return valuesIn(name, argument, facts);
    case 'model':
      return valueAnswered(name, argument, facts);
  }
}

/** Of the newest text that has any: an older one may name what was settled long ago. */
function valuesIn(name: string, argument: Extract<Argument, { from: 'mail' }>, facts: ArgumentFacts): Found {
  for (const text of facts.texts) {
    const found = facts.matchesIn(argument.pattern, text);
    if (found === undefined)
      return { kind: 'refused', why: `the pattern of ${name} took too long on this mail` };
    if (found.length > 0) return [...new Set(found)];
  }
  return { kind: 'missing', what: argument.description ?? name };
}

function valueAnswered(
  name: string,
  argument: Extract<Argument, { from: 'model' }>,
  facts: ArgumentFacts,
): Found {
  const { description, schema } = argument;
  const value = facts.answered?.[name]?.trim() ?? '';
  if (value === '') return { kind: 'missing', what: description };
  if (!facts.texts.some((text) => standsIn(text, value)))
    return { kind: 'refused', why: `the model found a ${name} that the mail does not have` };
  const isOutside = { kind: 'refused' as const, why: `the model found a ${name} that is none` };
  if (schema.pattern !== undefined) {
    const whole = facts.matchesIn(`^(?:${schema.pattern})$`, value);
    if (whole === undefined || whole.length === 0) return isOutside;
  }
  if (schema.type === 'string') {
    const isTooLong = value.length > (schema.maxLength ?? 200);
    return isTooLong || schema.enum?.includes(value) === false ? isOutside : [value];
  }
  const number = /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  const isWithin = number >= (schema.minimum ?? -Infinity) && number <= (schema.maximum ?? Infinity);
  return isWithin && (schema.type === 'number' || Number.isSafeInteger(number)) ? [number] : isOutside;
}

/** Whether a value stands in a text as a whole word, whatever its case, form (Unicode NFKC) and blanks. */
function standsIn(text: string, value: string): boolean {
  const [within, wanted] = [text, value].map((one) =>
    one.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim(),
  );
  if (within === undefined || wanted === undefined || wanted === '') return false;
  for (let at = within.indexOf(wanted); at !== -1; at = within.indexOf(wanted, at + 1)) {
    const around = `${within.charAt(at - 1)} ${within.charAt(at + wanted.length)}`;
    if (!/[\p{L}\p{N}]/u.test(around)) return true;
  }
  return false;
}
