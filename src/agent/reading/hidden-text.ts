import { type Hidden, type HiddenKind, nothingHidden, together } from './hidden.ts';

/** Collects the text of a mail that its style keeps from the eye, and tells the harmless kind from the rest. */
export type HiddenText = {
  add: (text: string, kind: HiddenKind, place: { isFirst: boolean; isQuoted: boolean }) => void;
  /** Something visible came: what is hidden next is another passage. */
  interrupted: () => void;
  finish: (visible: string) => Hidden;
};

type Passage = { text: string; kind: HiddenKind; isFirst: boolean; isQuoted: boolean };

/** Longer than any preview line; some newsletters fill it up with more of their text. */
const longestPreheader = 400;
const longestToken = 80;
const mostPassages = 60;
/** Blanks, and what fills a preview line without being seen. */
const blanks = /[\s\p{Default_Ignorable_Code_Point}]+/gu;

export function createHiddenText(): HiddenText {
  const passages: Passage[] = [];
  let isOpen = false;
  return {
    add(text, kind, { isFirst, isQuoted }) {
      if (text.replaceAll(blanks, '') === '') return;
      const last = passages.at(-1);
      if (last && (isOpen || passages.length >= mostPassages)) last.text += ` ${text}`;
      else passages.push({ text, kind, isFirst, isQuoted });
      isOpen = true;
    },
    interrupted() {
      isOpen = false;
    },
    finish(visible) {
      if (passages.length === 0) return nothingHidden;
      const shown = squeezed(visible);
      return together(
        ...passages.map((passage) => ({
          characters: passage.text.replaceAll(blanks, '').length,
          kinds: [kindOf(passage, shown)],
          text: passage.text.replaceAll(blanks, ' ').trim(),
        })),
      );
    },
  };
}

function kindOf({ text, kind, isFirst, isQuoted }: Passage, shown: string): HiddenKind {
  const plain = squeezed(text);
  if (isQuoted) return 'quoted';
  if (isFirst && plain.length <= longestPreheader) return 'preheader';
  if (plain.length < 5_000 && shown.includes(plain)) return 'repeated';
  return plain.length <= longestToken && !/\s/.test(plain) && /^[\x21-\x7E]+$/.test(plain) ? 'token' : kind;
}

function squeezed(text: string): string {
  return text.replaceAll(blanks, ' ').trim().toLowerCase();
}
