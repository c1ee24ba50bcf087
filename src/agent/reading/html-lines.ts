/** Puts visible text into lines as a client lays it out: blocks, lists, cells and quotes. */
export type LineWriter = {
  /** Text inside a line; blanks are folded unless it is preformatted. */
  text: (data: string, isPreformatted: boolean) => void;
  /** At least so many line ends before what comes next: 1 begins a line, 2 leaves a blank one. */
  breakBefore: (ends: 1 | 2) => void;
  /** `<br>`: ends the line, also an empty one. */
  lineEnd: () => void;
  /** Put before the next text of the line, when the line has text already. */
  gap: (between: string) => void;
  /** Put right behind the last text, wherever lines have ended since. */
  suffix: (text: string) => void;
  /** A line of its own, as it stands: a rule, a mark. */
  whole: (line: string) => void;
  /** Begins an item of a list: the next text follows `mark`. */
  item: (mark: string) => void;
  /** How many quotes what comes next is in. */
  quoted: (depth: number) => void;
  finish: () => string;
};

const maxQuoteDepth = 20;

type Page = {
  lines: string[];
  line: string;
  wantedEnds: 0 | 1 | 2;
  /** Goes before the next text, when the line has some already. */
  gap: string;
  /** Goes before the next text, at the beginning of its line. */
  mark: string;
  /** A blank came between two texts, to be put between them. */
  hasBlank: boolean;
  depth: number;
  /** Where the last line with text stands; -1 before any. */
  lastText: number;
};

/** A writer of the lines of one mail. */
export function createLineWriter(): LineWriter {
  const page: Page = {
    lines: [],
    line: '',
    wantedEnds: 0,
    gap: '',
    mark: '',
    hasBlank: false,
    depth: 0,
    lastText: -1,
  };
  return {
    text: (data, isPreformatted) => (isPreformatted ? writeAsIs(page, data) : writeFolded(page, data)),
    breakBefore(ends) {
      if (ends > page.wantedEnds) page.wantedEnds = ends;
    },
    lineEnd() {
      settle(page);
      endLine(page);
    },
    gap(between) {
      if (page.line.trim() !== '' && page.wantedEnds === 0) page.gap = between;
    },
    suffix(text) {
      if (page.line.trim() !== '') page.line = `${page.line.trimEnd()}${text}`;
      else if (page.lastText !== -1) page.lines[page.lastText] = `${page.lines[page.lastText] ?? ''}${text}`;
    },
    whole(text) {
      if (page.wantedEnds === 0) page.wantedEnds = 1;
      settle(page);
      page.lines.push(text);
    },
    item(mark) {
      page.mark = mark;
    },
    quoted(depth) {
      if (page.line.trim() !== '') endLine(page);
      page.line = '';
      page.depth = Math.min(depth, maxQuoteDepth);
    },
    finish() {
      if (page.line.trim() !== '') endLine(page);
      return page.lines.join('\n');
    },
  };
}

function endLine(page: Page): void {
  if (page.line.trim() !== '') page.lastText = page.lines.length;
  page.lines.push(`${'> '.repeat(page.depth)}${page.line.trimEnd()}`.trimEnd());
  page.line = '';
  page.hasBlank = false;
  page.gap = '';
}

/** Makes the line ends that were asked for. */
function settle(page: Page): void {
  if (page.wantedEnds === 0) return;
  if (page.line.trim() !== '') endLine(page);
  page.line = '';
  const above = page.lines.at(-1) ?? '';
  if (page.wantedEnds === 2 && above.replaceAll(/[> ]/g, '') !== '') {
    page.lines.push('> '.repeat(page.depth).trimEnd());
  }
  page.wantedEnds = 0;
}

function writeAsIs(page: Page, data: string): void {
  for (const [at, part] of data.split('\n').entries()) {
    if (at > 0) endLine(page);
    append(page, part);
  }
}

function writeFolded(page: Page, data: string): void {
  const folded = data.replaceAll(/[ \t\n\r\f]+/g, ' ').replaceAll('\u00A0', ' ');
  if (folded.trim() === '') {
    page.hasBlank ||= folded !== '' && page.line !== '' && page.wantedEnds === 0;
    return;
  }
  const begins = page.line === '' || page.wantedEnds > 0;
  const blank = page.hasBlank && !begins && !folded.startsWith(' ') ? ' ' : '';
  page.hasBlank = false;
  append(page, begins ? folded.trimStart() : blank + folded);
}

function append(page: Page, text: string): void {
  if (text.trim() !== '') {
    settle(page);
    if (page.mark !== '') page.line = page.mark;
    const before = page.line.trimEnd();
    if (page.gap !== '' && before !== '') page.line = `${before}${before.endsWith(':') ? ' ' : page.gap}`;
    page.mark = '';
    page.gap = '';
  }
  page.line += text;
}
