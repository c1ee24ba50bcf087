import type { Handler } from 'htmlparser2';

import { beginsQuote, isSignature } from './client-markup.ts';
import { hidingOf } from './css.ts';
import { type Hidden, nothingHidden, together } from './hidden.ts';
import { createHiddenText, type HiddenText } from './hidden-text.ts';
import { type Attributes, emojiOf, type Frame, frameIn, itemMark, lineEndsOf, root } from './html-frame.ts';
import { createLineWriter, type LineWriter } from './html-lines.ts';
import { withoutInvisible } from './invisible.ts';
import { linkMark, quoteHint, signatureEnd, signatureHint } from './marks.ts';
import type { StyleRules } from './style-rules.ts';

const maxLinks = 60;

/** What is known of a mail while its markup is read. */
type Progress = {
  rules: StyleRules;
  lines: LineWriter;
  frames: Frame[];
  hiddenText: HiddenText;
  hiddenCharacters: Hidden;
  invisible: number;
  links: number;
  elements: number;
  length: number;
  /** Nothing visible has come yet, in the mail or in a quote of it. */
  isFirst: boolean;
};

/** Takes the events of a parser and makes the visible text of them, line by line. */
export function createHtmlReader(rules: StyleRules): {
  handler: Partial<Handler>;
  depth: () => number;
  /** Elements opened so far, and characters of visible text. */
  elements: () => number;
  length: () => number;
  /** Forgets the elements around what comes next, but not how it looks. False inside what is not read. */
  flatten: () => boolean;
  finish: () => { text: string; hidden: Hidden; invisible: number };
} {
  const progress: Progress = {
    rules,
    lines: createLineWriter(),
    frames: [root],
    hiddenText: createHiddenText(),
    hiddenCharacters: nothingHidden,
    invisible: 0,
    links: 0,
    elements: 0,
    length: 0,
    isFirst: true,
  };
  return {
    handler: {
      onopentag: (name, attributes) => open(progress, name, attributes),
      ontext: (data) => read(progress, data),
      onclosetag: () => close(progress),
    },
    depth: () => progress.frames.length,
    elements: () => progress.elements,
    length: () => progress.length,
    flatten() {
      const last = topOf(progress);
      if (!last.isUnread) progress.frames = [root, last];
      return !last.isUnread;
    },
    finish() {
      const text = progress.lines.finish();
      const hidden = together(progress.hiddenText.finish(text), progress.hiddenCharacters);
      return { text, hidden, invisible: progress.invisible };
    },
  };
}

function topOf({ frames }: Progress): Frame {
  return frames.at(-1) ?? root;
}

function open(progress: Progress, name: string, attributes: Attributes): void {
  const { lines, frames } = progress;
  const parent = topOf(progress);
  const frame = frameIn(parent, name, attributes, frames, progress.rules);
  frames.push(frame);
  progress.elements += 1;
  if (frame.isUnread) return;
  const ends = lineEndsOf(frame);
  if (name === 'br') lines.lineEnd();
  else if (name === 'hr') lines.whole('-----');
  else if (name === 'img') read(progress, emojiOf(attributes));
  else if (name === 'td' || name === 'th') lines.gap(' | ');
  else if (ends !== 0) lines.breakBefore(ends);
  if (name === 'li') lines.item(itemMark(parent));
  if (beginsQuote(frame, attributes, parent.isInQuote)) {
    lines.whole(quoteHint);
    progress.isFirst = true;
  }
  if (frame.quotes !== parent.quotes) lines.quoted(frame.quotes);
  if (isSignature(frame, attributes)) lines.whole(signatureHint);
}

function read(progress: Progress, data: string): void {
  const { look, isUnread, isInQuote, isPreformatted, link } = topOf(progress);
  if (isUnread || data === '') return;
  const { text, hidden, invisible } = withoutInvisible(data);
  const hiding = hidingOf(look);
  if (hiding !== undefined) {
    progress.hiddenText.add(text, hiding, { isFirst: progress.isFirst, isQuoted: isInQuote });
    return;
  }
  if (hidden.characters > 0) progress.hiddenCharacters = together(progress.hiddenCharacters, hidden);
  progress.invisible += invisible;
  if (text.trim() !== '') {
    progress.isFirst = false;
    progress.length += text.length;
    progress.hiddenText.interrupted();
    if (link && link.text.length < 1_000) link.text += text;
  }
  progress.lines.text(text, isPreformatted);
}

function close(progress: Progress): void {
  const { lines, frames } = progress;
  const frame = frames.length > 1 ? frames.pop() : undefined;
  if (frame === undefined || frame.isUnread) return;
  if (frame.name === 'a' && frame.link) endLink(progress, frame.link);
  if (isSignature(frame, {})) lines.whole(signatureEnd);
  const ends = lineEndsOf(frame);
  if (ends !== 0) lines.breakBefore(ends);
  const { quotes } = topOf(progress);
  if (frame.quotes !== quotes) lines.quoted(quotes);
}

/** A target that the text of the link already shows is not told again. */
function endLink(progress: Progress, { target, text }: { target: string; text: string }): void {
  if (progress.links >= maxLinks) return;
  const label = text.trim().toLowerCase().replace(/\/$/, '');
  const bare = target
    .replace(/^(?:https?:\/\/(?:www\.)?|mailto:|tel:)/i, '')
    .replace(/\/$/, '')
    .toLowerCase();
  if (label === '' || bare === '' || label.endsWith(bare)) return;
  progress.links += 1;
  progress.lines.suffix(linkMark(target));
}
