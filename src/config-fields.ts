import { inspect } from 'node:util';
import { z } from 'zod';

/** The kinds of values that environment variables have, and how groups of them hide secrets. Used by `config.ts` only. */

export function text() {
  return z.string().optional();
}

/** Without a slash at the end, so that paths can be appended. */
export function webAddress() {
  return z
    .url({ protocol: /^https?$/, error: 'must be an address that starts with http:// or https://' })
    .transform((url) => url.replace(/\/+$/, ''));
}

export function whole(min: number, max: number, fallback: number) {
  return wholeNumber(min, max).default(fallback);
}

export function optionalPort() {
  return wholeNumber(0, 65_535).optional();
}

/** Values with commas between them. */
export function list() {
  return z.string().default('').transform(splitByComma);
}

/** Freezes a group and hides the named fields from JSON (and so from pino) and from inspect. */
export function secretive<T extends object>(group: T, names: readonly (keyof T)[]): Readonly<T> {
  const shown = () => ({
    ...group,
    ...Object.fromEntries(names.filter((name) => isSet(group[name])).map((name) => [name, '[secret]'])),
  });
  return Object.freeze(
    Object.defineProperties(group, { toJSON: { value: shown }, [inspect.custom]: { value: shown } }),
  );
}

/** Whether a host can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function isSet(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== '';
}

function wholeNumber(min: number, max: number) {
  return z.string().transform((value, context) => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= min && number <= max) return number;
    context.addIssue(`must be a whole number from ${min} to ${max}, not ${JSON.stringify(value)}`);
    return z.NEVER;
  });
}

function splitByComma(value: string): readonly string[] {
  return Object.freeze(
    value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );
}
