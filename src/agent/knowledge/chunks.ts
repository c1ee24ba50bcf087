export type Chunk = { heading: string; text: string };

/** Characters of one passage; long enough for a whole rule, short enough to cite. */
const chunkLength = 900;

/**
 * Cuts a Markdown or plain text at its headings, and long sections at paragraphs, then sentences. `heading` is the
 * path of headings above ("Shipping > Germany"); the text starts with the heading, so that a passage explains itself.
 */
export function chunksOf(text: string): Chunk[] {
  return sectionsOf(text).flatMap(({ heading, title, body }) =>
    pack(piecesOf(body)).map((piece) => ({ heading, text: title === '' ? piece : `${title}\n${piece}` })),
  );
}

type Section = { heading: string; title: string; body: string };

function sectionsOf(text: string): Section[] {
  const sections: Section[] = [];
  let path: string[] = [];
  let body: string[] = [];
  const close = (): void => {
    if (body.some((line) => line.trim() !== '')) {
      const title = path.at(-1) ?? '';
      sections.push({
        heading: path.join(' > '),
        title: title === '' ? '' : `## ${title}`,
        body: body.join('\n'),
      });
    }
    body = [];
  };
  for (const line of text.replaceAll(/\r\n?/g, '\n').split('\n')) {
    const heading = /^(#{1,6})\s+(\S.*)$/.exec(line);
    if (heading === null) {
      body.push(line);
      continue;
    }
    close();
    const [, marks = '', title = ''] = heading;
    path = [...path.slice(0, marks.length - 1), title.replace(/\s+#+\s*$/, '').trim()];
  }
  close();
  return sections;
}

/** Paragraphs; those that are too long as sentences; those again cut by length. */
function piecesOf(body: string): string[] {
  return body
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .flatMap((paragraph) => (paragraph.length <= chunkLength ? [paragraph] : sentencesOf(paragraph)));
}

function sentencesOf(paragraph: string): string[] {
  return paragraph
    .split(/(?<=[.!?。！？])\s+|\n/u)
    .flatMap((sentence) => sentence.match(new RegExp(`[^]{1,${chunkLength}}`, 'g')) ?? []);
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
