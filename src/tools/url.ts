import type { Arguments } from '#domain/tools.ts';
import { placeholdersIn } from '#domain/tools-config.ts';

/**
 * Fills a URL template in (RFC 6570 level 1): each `{name}` becomes its value with every character outside the unreserved
 * set percent-encoded (section 3.2.2). Undefined when a value is missing, or would change the shape of the path in spite of
 * that: an empty segment, `.` or `..`, or a slash, which some servers decode before they look.
 */
export function expandUrl(template: string, values: Arguments): URL | undefined {
  if (placeholdersIn(template).some((name) => !Object.hasOwn(values, name))) return undefined;
  const expanded = template.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => encoded(String(values[name])));
  if (!URL.canParse(expanded)) return undefined;
  const url = new URL(expanded);
  const fixed = new URL(template.replaceAll(/\{[^{}]*\}/g, 'x'));
  const isSamePlace = url.origin === fixed.origin && url.username === '' && url.password === '';
  const given = segmentsOf(url);
  const isSamePath =
    given.length === segmentsOf(fixed).length &&
    segmentsOf(fixed).every((part, at) => part === '' || given[at] !== '');
  const [path = ''] = template.split('?', 1);
  const inPath = placeholdersIn(path).map((name) => String(values[name]));
  const isOddPath =
    inPath.some((value) => /[/\\\p{Cc}]/u.test(value)) ||
    /\/\.{1,2}(?:[/?]|$)/.test(expanded.split('?', 1)[0] ?? '');
  return isSamePlace && isSamePath && !isOddPath ? url : undefined;
}

/** `encodeURIComponent` leaves some reserved characters as they are (RFC 3986 section 2.2). */
function encoded(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function segmentsOf({ pathname }: URL): string[] {
  return pathname.split('/');
}
