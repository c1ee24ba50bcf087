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
  /** A line of its own, as it stands: a rule, a mark. */
  whole: (line: string) => void;
  /** Begins an item of a list: the next text follows `mark`. */
  item: (mark: string) => void;
  /** How many quotes what comes next is in. */
  quoted: (depth: number) => void;
  finish: () => string;
};

const maxQuoteDepth = 20;

/** A writer of the lines of one mail. */
export function createLineWriter(): LineWriter {
  const lines: string[] = [];
  let line = '';
  let wantedEnds = 0;
  let waitingGap = '';
  let waitingMark = '';
  let depth = 0;
  let hasBlank = false;

  const endLine = (): void => {
    lines.push(`${'> '.repeat(depth)}${line.trimEnd()}`.trimEnd());
    line = '';
    hasBlank = false;
    waitingGap = '';
  };

  const settle = (): void => {
    if (wantedEnds === 0) return;
    if (line.trim() !== '') endLine();
    else line = '';
    const marked = '> '.repeat(depth).trimEnd();
    if (wantedEnds === 2 && lines.length > 0 && (lines.at(-1) ?? '').replaceAll(/[> ]/g, '') !== '')
      lines.push(marked);
    wantedEnds = 0;
  };

  const append = (text: string): void => {
    if (text.trim() !== '') {
      settle();
      if (waitingMark !== '') line = waitingMark;
      if (waitingGap !== '' && line.trim() !== '') line = `${line.trimEnd()}${waitingGap}`;
      waitingMark = '';
      waitingGap = '';
    }
    line += text;
  };

  return {
    text(data, isPreformatted) {
      if (isPreformatted) {
        for (const [at, part] of data.split('\n').entries()) {
          if (at > 0) endLine();
          append(part);
        }
        return;
      }
      const folded = data.replaceAll(/[ \t\n\r\f]+/g, ' ').replaceAll('\u00A0', ' ');
      if (folded.trim() === '') {
        if (folded !== '' && line !== '' && wantedEnds === 0) hasBlank = true;
        return;
      }
      const needsBlank = hasBlank && !folded.startsWith(' ') && wantedEnds === 0;
      hasBlank = false;
      append(needsBlank ? ` ${folded}` : line === '' || wantedEnds > 0 ? folded.trimStart() : folded);
    },
    breakBefore(ends) {
      wantedEnds = Math.max(wantedEnds, ends);
    },
    lineEnd() {
      settle();
      endLine();
    },
    gap(between) {
      if (line.trim() !== '' && wantedEnds === 0) waitingGap = between;
    },
    whole(text) {
      wantedEnds = Math.max(wantedEnds, 1);
      settle();
      lines.push(text);
    },
    item(mark) {
      waitingMark = mark;
    },
    quoted(next) {
      if (line.trim() !== '') endLine();
      line = '';
      depth = Math.min(next, maxQuoteDepth);
    },
    finish() {
      if (line.trim() !== '') endLine();
      return lines.join('\n');
    },
  };
}
