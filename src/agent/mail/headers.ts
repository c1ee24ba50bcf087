import { headerOf, type Message } from '#domain/mail.ts';

/**
 * Value of a header field whose grammar is a token with parameters and comments (RFC 3834 section 5, RFC 2045
 * section 5.1): comments and parameters off, lower case. Undefined when the field is absent.
 */
export function tokenOf(message: Pick<Message, 'headers'>, name: string): string | undefined {
  const value = headerOf(message, name);
  if (value === undefined) return undefined;
  return (withoutComments(value).split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** Auto-Submitted is there and says anything but "no" (RFC 3834 section 5). */
export function isAutoSubmitted(message: Pick<Message, 'headers'>): boolean {
  const token = tokenOf(message, 'Auto-Submitted');
  return token !== undefined && token !== 'no' && token !== '';
}

/** A parameter of a structured header such as Content-Type, lower case. */
export function parameterOf(
  message: Pick<Message, 'headers'>,
  name: string,
  parameter: string,
): string | undefined {
  const value = headerOf(message, name)?.toLowerCase() ?? '';
  const found = new RegExp(`;\\s*${parameter}\\s*=\\s*("[^"]*"|[^\\s;"]+)`).exec(value)?.[1];
  return found?.replaceAll('"', '');
}

/** Comments can nest (RFC 5322 section 3.2.2). */
function withoutComments(value: string): string {
  let depth = 0;
  let kept = '';
  for (const character of value) {
    if (character === '(') depth += 1;
    else if (character === ')' && depth > 0) depth -= 1;
    else if (depth === 0) kept += character;
  }
  return kept;
}
