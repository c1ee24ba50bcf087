import { hostsIn, isHostWithin } from './links.ts';

const inline = /\[([^\]\n]{0,300})\]\(\s*<?([^)\s>]{0,2000})/g;
const definition = /^ {0,3}\[[^\]\n]{1,300}\]:\s*\S/m;
const url = /\bhttps?:\/\/[^\s<>"'`\])}]+/giu;
const schemes =
  /(?<![\p{L}\p{N}])(?:javascript|vbscript|data|file|blob|about|chrome|ftp|tel|sms|whatsapp|tg|intent)\s?:\s?(?=[\w/+])/iu;
const loneProtocol = /\]\(\s*(?:\/\/|\\\\)|(?<![\w:])\/\/[\w-]+\.[\w.-]+/u;
/** A value in which another address could stand, or data leave: a host, a second address, or a long code. */
const risky = /\/\/|%2f|%3a|\\|@|\.[a-z]{2,}(?:\/|$)|[\w%+/=-]{25,}/i;

/**
 * What is wrong with the form of links, whatever host they name: a target that is no plain web or mail address, a host
 * other than the one shown, a login, a port, a bare IP address, or a query that could lead on or carry data. Links that
 * stand in `known` word for word are left alone.
 */
export function linkFaultsIn(body: string, known: string): string[] {
  return [
    ...Array.from(body.matchAll(inline)).flatMap(([, shown = '', target = '']) =>
      targetFaults(shown, target),
    ),
    ...(definition.test(body) ? ['a link defined elsewhere'] : []),
    ...(schemes.test(body) ? ['a link that is not to the web'] : []),
    ...(loneProtocol.test(body) ? ['a link without its protocol'] : []),
    ...Array.from(body.matchAll(url), ([found]) => found.replace(/[.,;:!?]+$/, ''))
      .filter((found) => !known.includes(found))
      .flatMap(urlFaults),
  ];
}

function targetFaults(shown: string, target: string): string[] {
  if (!/^(?:https?:\/\/|mailto:|#)/i.test(target)) {
    return hostsIn(target).size > 0 || /^[a-z][\w+.-]*:/i.test(target) || /^[/\\]/.test(target)
      ? ['a link that is not to the web']
      : [];
  }
  const [host] = hostsIn(target);
  const other = [...hostsIn(shown)].find(
    (it) => host !== undefined && !isHostWithin(it, host) && !isHostWithin(host, it),
  );
  return other === undefined ? [] : [`a link that shows ${other}`];
}

function urlFaults(found: string): string[] {
  const parsed = URL.parse(found);
  if (parsed === null) return ['a link that cannot be read'];
  const values = [...parsed.searchParams.values(), ...parsed.searchParams.keys(), parsed.hash.slice(1)];
  return [
    ...(parsed.username !== '' || parsed.password !== '' ? ['a link with a login'] : []),
    ...(parsed.port === '' ? [] : ['a link with a port']),
    ...(/^[\d.]+$|^\[/.test(parsed.hostname) ? ['a link to a bare number'] : []),
    ...(parsed.hostname.startsWith('xn--') || parsed.hostname.includes('.xn--')
      ? ['a link in disguise']
      : []),
    ...(values.some((value) => risky.test(value)) || /%2f|%5c|\/\/./i.test(parsed.pathname)
      ? ['a link that leads on']
      : []),
  ];
}
