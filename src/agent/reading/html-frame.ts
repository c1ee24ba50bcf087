import { beginsQuote, isQuote } from './client-markup.ts';
import { type Look, lookOf, plainLook } from './css.ts';
import { withoutInvisible } from './invisible.ts';
import { declarationsFor, type Selectable, type StyleRules } from './style-rules.ts';

export type Attributes = Readonly<Record<string, string>>;

/** An open element, and what holds inside it. */
export type Frame = Selectable & {
  look: Look;
  isUnread: boolean;
  isPreformatted: boolean;
  quotes: number;
  isInQuote: boolean;
  lists: number;
  /** The last number given out in an ordered list; undefined in others. */
  count: number | undefined;
  link: { target: string; text: string } | undefined;
};

const maxLinkLength = 200;
const maxClasses = 20;

const blocks = new Set(
  `p div section article header footer main address dl dt dd table tr form fieldset center h1 h2 h3 h4 h5 h6 ul ol
   blockquote pre body li figure caption`
    .trim()
    .split(/\s+/),
);
const spaced = new Set('p h1 h2 h3 h4 h5 h6 ul ol blockquote pre dl'.split(' '));
const unread = new Set(
  `head script style textarea option select xmp noscript noframes noembed template title object svg math iframe audio
   video canvas`
    .trim()
    .split(/\s+/),
);
/** What surrounds the outermost element. */
export const root: Frame = {
  name: '',
  id: '',
  classes: [],
  look: plainLook,
  isUnread: false,
  isPreformatted: false,
  quotes: 0,
  isInQuote: false,
  lists: 0,
  count: undefined,
  link: undefined,
};

/** How an element begins and ends lines: 2 leaves a blank one, 0 runs on. */
export function lineEndsOf({ name, lists }: Frame): 0 | 1 | 2 {
  if (!blocks.has(name)) return 0;
  return spaced.has(name) && lists < 2 ? 2 : 1;
}

/** An element inside another, with what its attributes and the style rules of the mail make of it. */
export function frameIn(
  parent: Frame,
  name: string,
  attributes: Attributes,
  around: readonly Selectable[],
  rules: StyleRules,
): Frame {
  if (parent.isUnread) return { ...parent, name };
  const classes = classesOf(attributes['class']);
  const element = { name, id: (attributes['id'] ?? '').toLowerCase().slice(0, 100), classes };
  const css = declarationsFor(element, around, attributes['style'] ?? '', rules);
  const isPlain = css.size === 0 && Object.keys(attributes).length === 0;
  const isQuoted = isQuote(element, attributes, parent.isInQuote);
  return {
    ...element,
    look: isPlain ? parent.look : lookOf(parent.look, attributes, css),
    isUnread: unread.has(name),
    isPreformatted:
      parent.isPreformatted || name === 'pre' || (css.get('white-space') ?? '').startsWith('pre'),
    quotes: parent.quotes + (isQuoted ? 1 : 0),
    isInQuote: parent.isInQuote || beginsQuote(element, attributes, parent.isInQuote),
    lists: parent.lists + (name === 'ul' || name === 'ol' ? 1 : 0),
    count: name === 'ol' ? startOf(attributes) : undefined,
    link: name === 'a' ? linkOf(attributes) : parent.link,
  };
}

const noClasses: readonly string[] = [];

function classesOf(value: string | undefined): readonly string[] {
  if (value === undefined) return noClasses;
  return value.slice(0, 500).toLowerCase().split(/\s+/).slice(0, maxClasses);
}

function startOf(attributes: Attributes): number {
  const start = Number.parseInt(attributes['start'] ?? '1', 10);
  return (Number.isNaN(start) ? 1 : start) - 1;
}

/** Counts on in the list that the item stands in. */
export function itemMark(list: Frame): string {
  const indent = '  '.repeat(Math.min(Math.max(list.lists - 1, 0), 8));
  if (list.count === undefined) return `${indent}- `;
  list.count += 1;
  return `${indent}${list.count}. `;
}

function linkOf(attributes: Attributes): Frame['link'] {
  const target = withoutInvisible((attributes['href'] ?? '').trim().slice(0, 2_000)).text.replaceAll(
    /[\s<>]/g,
    '',
  );
  if (!/^(?:https?:\/\/|mailto:|tel:)/i.test(target)) return undefined;
  const short =
    target.length > maxLinkLength ? `${target.split(/[?#]/, 1)[0]?.slice(0, maxLinkLength) ?? ''}?…` : target;
  return { target: short, text: '' };
}

/** Clients write emoji as pictures; other descriptions of pictures are no text of the sender. */
export function emojiOf(attributes: Attributes): string {
  const alt = attributes['alt'] ?? '';
  return alt.length <= 12 && /\p{Extended_Pictographic}/u.test(alt) ? alt : '';
}
