import type { Handler } from 'htmlparser2';

import { hidingOf, type Look, lookOf, plainLook } from './css.ts';
import { type Hidden, together } from './hidden.ts';
import { createHiddenText } from './hidden-text.ts';
import { createLineWriter } from './html-lines.ts';
import { withoutInvisible } from './invisible.ts';
import { linkMark, quoteHint, signatureEnd, signatureHint } from './marks.ts';
import { beginsQuote, isQuote, isSignature } from './client-markup.ts';
import { declarationsFor, type Selectable, type StyleRules } from './style-rules.ts';

type Attributes = Readonly<Record<string, string>>;

/** An open element, and what holds inside it. */
type Frame = Selectable & {
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

const maxLinks = 60;
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
const root: Frame = {
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

/** Takes the events of a parser and makes the visible text of them, line by line. */
export function createHtmlReader(rules: StyleRules): {
  handler: Partial<Handler>;
  depth: () => number;
  /** Forgets the elements around what comes next, but not how it looks. False inside what is not read. */
  flatten: () => boolean;
  finish: () => { text: string; hidden: Hidden; invisible: number };
} {
  const lines = createLineWriter();
  const hiddenText = createHiddenText();
  let frames: Frame[] = [root];
  let characters: Hidden[] = [];
  let invisible = 0;
  let links = 0;
  let isFirst = true;
  const top = (): Frame => frames.at(-1) ?? root;

  function open(name: string, attributes: Attributes): void {
    const parent = top();
    const frame = frameIn(parent, name, attributes, frames, rules);
    frames.push(frame);
    if (frame.isUnread) return;
    if (name === 'br') lines.lineEnd();
    else if (name === 'hr') lines.whole('-----');
    else if (name === 'img') text(emojiOf(attributes));
    else if (name === 'td' || name === 'th') lines.gap(' | ');
    else if (blocks.has(name)) lines.breakBefore(spaced.has(name) && frame.lists < 2 ? 2 : 1);
    if (name === 'li') lines.item(itemMark(parent));
    begin(frame, parent, attributes);
  }

  function begin(frame: Frame, parent: Frame, attributes: Attributes): void {
    if (beginsQuote(frame, attributes, parent.isInQuote)) {
      lines.whole(quoteHint);
      isFirst = true;
    }
    if (frame.quotes !== parent.quotes) lines.quoted(frame.quotes);
    if (isSignature(frame, attributes)) lines.whole(signatureHint);
  }

  function text(data: string): void {
    const frame = top();
    if (frame.isUnread || data === '') return;
    const shown = withoutInvisible(data);
    const hiding = hidingOf(frame.look);
    if (hiding !== undefined) {
      hiddenText.add(shown.text, hiding, { isFirst, isQuoted: frame.isInQuote });
      return;
    }
    if (shown.hidden.characters > 0) characters = [together(...characters, shown.hidden)];
    invisible += shown.invisible;
    if (shown.text.trim() !== '') {
      isFirst = false;
      hiddenText.interrupted();
      const link = frame.link;
      if (link && link.text.length < 1_000) link.text += shown.text;
    }
    lines.text(shown.text, frame.isPreformatted);
  }

  function close(): void {
    const frame = frames.length > 1 ? frames.pop() : undefined;
    if (frame === undefined || frame.isUnread) return;
    const parent = top();
    if (frame.name === 'a' && frame.link) endLink(frame.link);
    if (isSignature(frame, {})) lines.whole(signatureEnd);
    if (blocks.has(frame.name)) lines.breakBefore(spaced.has(frame.name) && frame.lists < 2 ? 2 : 1);
    if (frame.quotes !== parent.quotes) lines.quoted(parent.quotes);
  }

  function endLink(link: { target: string; text: string }): void {
    const label = link.text.trim().toLowerCase();
    const bare = link.target
      .replace(/^(?:https?:\/\/(?:www\.)?|mailto:|tel:)/i, '')
      .replace(/\/$/, '')
      .toLowerCase();
    if (label === '' || bare === '' || links >= maxLinks || label.replace(/\/$/, '').endsWith(bare)) return;
    links += 1;
    lines.text(linkMark(link.target), false);
  }

  return {
    handler: { onopentag: open, ontext: text, onclosetag: close },
    depth: () => frames.length,
    flatten() {
      const last = top();
      if (last.isUnread) return false;
      frames = [root, last];
      return true;
    },
    finish() {
      const visible = lines.finish();
      return { text: visible, hidden: together(hiddenText.finish(visible), ...characters), invisible };
    },
  };
}

function frameIn(
  parent: Frame,
  name: string,
  attributes: Attributes,
  around: readonly Selectable[],
  rules: StyleRules,
): Frame {
  if (parent.isUnread) return { ...parent, name };
  const classes = (attributes['class'] ?? '').slice(0, 500).toLowerCase().split(/\s+/).slice(0, maxClasses);
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

function startOf(attributes: Attributes): number {
  const start = Number.parseInt(attributes['start'] ?? '1', 10);
  return (Number.isNaN(start) ? 1 : start) - 1;
}

/** Counts on in the list that the item stands in. */
function itemMark(list: Frame): string {
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
function emojiOf(attributes: Attributes): string {
  const alt = attributes['alt'] ?? '';
  return alt.length <= 12 && /\p{Extended_Pictographic}/u.test(alt) ? alt : '';
}
