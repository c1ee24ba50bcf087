import { addressed } from './header-block.ts';

/** Digits in groups, an extension, or an international number. */
const phone =
  /\+\d[\d\s().\-/]{6,20}\d|(?:\(\d{2,5}\)|\b\d{2,5})[\s.\-/](?:\d{2,5}[\s.\-/]){0,4}\d{3,6}\b|\b\d-\d{4}\b|(?:^|\s)[x*]\.?\s?\d{4,6}\b/i;
const site = /\b(?:www\.|https?:\/\/)\S+|\b[a-z\d-]+\.(?:com|org|net|de|fr|io|co|eu|uk|nl|es|it)\b/i;
const detail =
  /^(?:t|m|f|e|w|o|p|tel|telefon|phone|ph|mob|mobile|mobil|cell|fax|e-?mail|mail|web|office|direct|work|home|skype|twitter|linkedin|facebook|address|adresse)\.?\s?[:.|]/i;

/** Whether a short line gives an address, a number or a site, as lines of a signature do. */
export function isContact(line: string): boolean {
  const text = line.trim();
  if (text.length > 80) return false;
  return detail.test(text) || phone.test(text) || addressed.test(text) || site.test(text);
}
