import { splitSentences } from './sentences.ts';

export type Chunk = { heading: string; text: string };

/** Characters of one passage; long enough for a whole rule, short enough to cite. */
const chunkLength = 900;
/** A sentence longer than this is not said again at the head of the next passage. */
const maxOverlap = 200;

/**
 * Cuts a Markdown or plain text at its headings, and long sections at paragraphs, then sentences; lists stay with the line above
 * them, tables keep their head. Where a paragraph itself is cut, its last sentence is said again. `heading` is the path of
 * headings above ("Shipping > Germany"); the text starts with the last of them, so that a passage explains itself. The `title` of
 * a front matter stands above all headings.
 */
export function chunksOf(text: string): Chunk[] {
  const { title: above, body: content } = withoutFrontMatter(text.replaceAll(/\r\n?/g, '\n'));
  return sectionsOf(content, above).flatMap(({ heading, title, body }) =>
    pack(blocksOf(body).flatMap(piecesOf)).map((piece) => ({
      heading,
      text: title === '' ? piece : `${title}\n${piece}`,
    })),
  );
}

type Section = { heading: string; title: string; body: string };

function withoutFrontMatter(text: string): { title: string | undefined; body: string } {
  const [whole, matter = ''] = /^\uFEFF?---\n([^]*?)\n---[ \t]*(?:\n|$)/.exec(text) ?? [];
  if (whole === undefined) return { title: undefined, body: text };
  const title = /^title:[ \t]*(["']?)(.+?)\1[ \t]*$/m.exec(matter)?.[2];
  return { title, body: text.slice(whole.length) };
}

function sectionsOf(text: string, above: string | undefined): Section[] {
  const sections: Section[] = [];
  let path: string[] = [];
  let body: string[] = [];
  let isCode = false;
  const close = (): void => {
    if (body.some((line) => line.trim() !== '')) {
      const full = [...(above === undefined || above === path[0] ? [] : [above]), ...path.filter(Boolean)];
      const title = path.at(-1) ?? above ?? '';
      sections.push({
        heading: full.join(' > '),
        title: title === '' ? '' : `## ${title}`,
        body: body.join('\n'),
      });
    }
    body = [];
  };
  for (const line of text.split('\n')) {
    if (/^\s*(?:```|~~~)/.test(line)) isCode = !isCode;
    const heading = isCode ? null : /^ {0,3}(#{1,6})\s+(\S.*)$/.exec(line);
    const underline = isCode || !isTitleLine(body) ? null : /^ {0,3}(=|-)\1{2,}\s*$/.exec(line);
    if (underline !== null) {
      const title = body.pop() ?? '';
      close();
      path = [...path.slice(0, underline[1] === '=' ? 0 : 1), title.trim()];
    } else if (heading !== null) {
      close();
      const [, marks = '', title = ''] = heading;
      path = [...path.slice(0, marks.length - 1), title.replace(/\s+#+\s*$/, '').trim()];
    } else body.push(line);
  }
  close();
  return sections;
}

/** Whether the last line can be a title that is underlined (CommonMark, setext headings): a short line alone. */
function isTitleLine(body: readonly string[]): boolean {
  const last = body.at(-1) ?? '';
  return /^\s*[^\s|>*+#-]/.test(last) && last.length <= 120 && (body.at(-2) ?? '').trim() === '';
}

/** Paragraphs; a list or table stays with the line that leads up to it. */
function blocksOf(body: string): string[] {
  const blocks: string[] = [];
  for (const paragraph of body.split(/\n\s*\n/)) {
    const block = paragraph.replace(/^\n+|\s+$/g, '');
    if (block.trim() === '') continue;
    const last = blocks.at(-1);
    const isLed = last !== undefined && /[:：]$/.test(last) && last.length + block.length < chunkLength;
    if (isLed && isListOrTable(block)) blocks[blocks.length - 1] = `${last}\n${block}`;
    else blocks.push(block);
  }
  return blocks;
}

function isListOrTable(block: string): boolean {
  return /^\s*(?:[-*+•|]|\d{1,3}[.)])\s?/.test(block);
}

function piecesOf(block: string): string[] {
  if (block.length <= chunkLength) return [block.trim()];
  const lines = block.split('\n');
  if (lines.every((line) => line.trim().startsWith('|'))) return rowsOf(lines);
  if (isListOrTable(block)) return lines.flatMap((line) => cut(line.trim()));
  return overlapping(lines.flatMap(splitSentences).flatMap(cut));
}

/** A long table as several, each with its head. */
function rowsOf([head = '', rule = '', ...rows]: string[]): string[] {
  const isRule = /^[\s|:-]+$/.test(rule);
  const top = isRule ? `${head}\n${rule}` : head;
  const tables: string[] = [];
  let table = top;
  for (const row of isRule ? rows : [rule, ...rows]) {
    if (table !== top && table.length + row.length > chunkLength) {
      tables.push(table);
      table = top;
    }
    table += `\n${row.slice(0, chunkLength)}`;
  }
  return [...tables, table];
}

/** Sentences put together again up to the length, each passage beginning with the last sentence of the one before. */
function overlapping(sentences: readonly string[]): string[] {
  const pieces: string[] = [];
  let last = '';
  for (const sentence of sentences) {
    const piece = pieces.at(-1);
    if (piece !== undefined && piece.length + sentence.length + 1 <= chunkLength) {
      pieces[pieces.length - 1] = `${piece} ${sentence}`;
    } else if (last !== '' && last.length <= maxOverlap && last.length + sentence.length < chunkLength) {
      pieces.push(`${last} ${sentence}`);
    } else pieces.push(sentence);
    last = sentence;
  }
  return pieces;
}

function cut(text: string): string[] {
  return text.match(new RegExp(`[^]{1,${chunkLength}}`, 'g')) ?? [];
}

function pack(pieces: string[]): string[] {
  const packed: string[] = [];
  for (const piece of pieces) {
    const last = packed.at(-1);
    if (last !== undefined && last.length + piece.length + 2 <= chunkLength) {
      packed[packed.length - 1] = `${last}\n\n${piece}`;
    } else {
      packed.push(piece);
    }
  }
  return packed;
}
