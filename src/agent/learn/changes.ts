import { outcomeOfEdit } from '#agent/autonomy/edits.ts';
import type { PairChange } from '#domain/pair.ts';

const HEAVY = 0.5;
const LONGER = 1.25;
const figures = /\d[\d.,:/]*/g;
const links = /https?:\/\/\S+|[^\s@]{1,64}@[^\s@]{1,255}/gi;
const promises =
  /\b(?:will|shall|promise|guarantee|refund\w*|discount\w*|voucher|free of charge|werden?|versprechen|garantieren|erstatt\w*|gutschein|rabatt)\b/giu;

/** In which ways a person's text differs from the model's; empty where only blanks do. */
export function changesBetween(draft: string, final: string): PairChange[] {
  if (plain(draft) === plain(final)) return [];
  const [before, after] = [plain(draft).length, plain(final).length];
  const found: [PairChange, boolean][] = [
    ['rewritten', outcomeOfEdit(draft, final, HEAVY) === 'rewritten'],
    ['shorter', before > after * LONGER],
    ['longer', after > before * LONGER],
    ['figures', differs(draft, final, figures)],
    ['links', differs(draft, final, links)],
    ['promises', differs(draft, final, promises)],
    ['greeting', firstLine(draft) !== firstLine(final) || lastLine(draft) !== lastLine(final)],
  ];
  const changes = found.flatMap(([change, holds]) => (holds ? [change] : []));
  return changes.length === 0 ? ['wording'] : changes;
}

function differs(draft: string, final: string, pattern: RegExp): boolean {
  const all = (text: string) =>
    Array.from(text.matchAll(pattern), ([found]) => found.toLowerCase().replace(/[.,:]+$/, ''))
      .toSorted()
      .join(' ');
  return all(draft) !== all(final);
}

const plain = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
const lines = (text: string) =>
  text
    .split('\n')
    .map(plain)
    .filter((line) => line !== '');
const firstLine = (text: string) => lines(text)[0] ?? '';
const lastLine = (text: string) => lines(text).at(-1) ?? '';
