/**
 * The page to go to after a sign-in: the path asked for when it is one of ours, else `/`. A path that a browser would
 * take for another host, such as `//evil.example` or `/\evil.example`, is none of ours; neither are those of the sign-in.
 */
export function ownPath(asked: string | undefined): string {
  if (asked === undefined || !/^\/(?![/\\])[\u0021-\u007e]*$/.test(asked) || asked.length > 2_000) return '/';
  const base = 'http://inreply.invalid';
  if (!URL.canParse(asked, base)) return '/';
  const { origin, pathname, search, hash } = new URL(asked, base);
  // What the dots of a path hide shows only once they are resolved.
  if (origin !== base || pathname.startsWith('//')) return '/';
  return /^\/(?:sign-in|sign-out|api)(?:\/|$)/.test(pathname) ? '/' : `${pathname}${search}${hash}`;
}
