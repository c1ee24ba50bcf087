import sanitizeHtml from 'sanitize-html';
import { allowedAttributes, allowedTags, droppedWhole, plainAttributes } from './allow-list.ts';
import { bounded } from './bounds.ts';
import { safeStyle } from './style.ts';

/** The HTML of a mail as it may stand in the frame, and how many characters of it were not read. */
export type Sanitised = { html: string; cut: number };

const deepest = 100;
const longestTarget = 2_000;

/** Pictures that are pixels: a drawing (SVG) could bring elements of its own. */
const safePicture = /^data:image\/(?:png|gif|jpe?g|webp);base64,[A-Za-z0-9+/=\s]+$/i;
const safeTarget = /^(?:https?:\/\/|mailto:|tel:)[^\s<>"'`\\]+$/i;

type Attributes = Record<string, string>;
type Transform = (name: string, attributes: Attributes) => sanitizeHtml.Tag;

/**
 * Only elements, attributes and declarations of the allow-list; nothing that runs, sends, frames or fetches. Links open a
 * page of their own that is told nothing, and name their host. Pictures that would be fetched leave their words. Takes
 * any string, in bounded time.
 */
export function sanitiseMail(given: string): Sanitised {
  const { html, cut } = bounded(given);
  const output = sanitizeHtml(html, {
    allowedTags: [...allowedTags],
    allowedAttributes: { '*': [...allowedAttributes] },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['data'] },
    allowProtocolRelative: false,
    disallowedTagsMode: 'discard',
    nonTextTags: [...droppedWhole],
    nestingLimit: deepest,
    parseStyleAttributes: false,
    transformTags,
  });
  return { html: output, cut };
}

/** By name and value; what the frame itself adds is added after this. */
function harmless(tag: string, attributes: Attributes): Attributes {
  const style = Object.hasOwn(attributes, 'style') ? safeStyle(attributes['style'] ?? '') : '';
  return { ...plainAttributes(tag, attributes), ...(style === '' ? {} : { style }) };
}

const plain: Transform = (tagName, attributes) => ({ tagName, attribs: harmless(tagName, attributes) });

const link: Transform = (tagName, attributes) => {
  const target = (attributes['href'] ?? '').trim();
  const attribs = harmless(tagName, attributes);
  if (target.length > longestTarget || !safeTarget.test(target)) return { tagName, attribs };
  const outward = { target: '_blank', rel: 'noopener noreferrer nofollow' };
  return { tagName, attribs: { ...attribs, href: target, ...outward, title: destinationOf(target) } };
};

const picture: Transform = (_name, attributes) => {
  const source = (attributes['src'] ?? '').trim();
  const alt = (attributes['alt'] ?? '').trim().slice(0, 100).toWellFormed();
  if (safePicture.test(source)) {
    return { tagName: 'img', attribs: { ...harmless('img', attributes), src: source, alt } };
  }
  if (isSpeck(attributes)) return { tagName: 'span', attribs: {} };
  return { tagName: 'span', attribs: { title: 'picture left out' }, text: `[${pictureWords(source, alt)}]` };
};

const transformTags: Record<string, Transform> = {
  ...Object.fromEntries(allowedTags.map((tag) => [tag, plain])),
  a: link,
  img: picture,
};

/** Where a link leads, in words: its host, as browsers write it, or the address. */
function destinationOf(target: string): string {
  if (!/^https?:/i.test(target)) return target.slice(0, 200).toWellFormed();
  const host = URL.parse(target)?.host ?? '';
  return host === '' ? 'leads to an unclear address' : `leads to ${host}`;
}

/** A picture nobody is meant to see, there to tell that the mail was opened. */
function isSpeck({ width, height }: Attributes): boolean {
  return [width, height].every((length = '') => /^[01](?:px)?$/.test(length.trim()));
}

function pictureWords(source: string, alt: string): string {
  const embedded = /^cid:([\w.@+-]{1,80})$/i.exec(source)?.[1]?.split('@', 1)[0];
  if (embedded !== undefined) return `picture in the mail: ${alt === '' ? embedded : alt}`;
  return alt === '' ? 'picture' : `picture: ${alt}`;
}
