import { Parser } from 'htmlparser2';
import { bounded } from './bounds.ts';

const fetchedBy = ['src', 'srcset', 'background', 'poster', 'data'] as const;
const remoteTarget = /^\s*(?:https?:|ftp:|\/\/)/i;
const remoteInStyle = /url\(\s*["']?\s*(?:https?:)?\/\//gi;

/**
 * How many pictures, backgrounds, fonts and other things of outside the mail would make its reader fetch, and so tell its
 * sender that it was read. Links do not count.
 */
export function remoteIn(html: string): number {
  const input = bounded(html).html;
  let found = [...input.matchAll(remoteInStyle)].length;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (fetchedBy.some((one) => remoteTarget.test(attributes[one] ?? ''))) found += 1;
      else if (name === 'link' && remoteTarget.test(attributes['href'] ?? '')) found += 1;
    },
  });
  parser.end(input);
  return found;
}
