import type { Reason } from '#domain/decision.ts';
import type { Reading } from '#agent/reading/reading.ts';
import { unansweredIn } from '#agent/reading/reading.ts';

/** Files and pictures, as replies speak of them. */
const file =
  '(?:attach\\p{L}*|enclos\\p{L}*|file|document|pdf|screenshot|photo|picture|image|scan|invoice|receipt|anhang|anh\\u00e4nge\\p{L}*|anlage|datei|dokument|bildschirmfoto|foto|bild|rechnung|beleg|pi\\u00e8ces? jointes?|fichier|capture|facture|adjunt\\p{L}*|archivo|documento|captura|imagen|factura|allegat\\p{L}*|immagine|fattura|bijlage|bestand|schermafbeelding|anexo|arquivo|imagem|za\\u0142\\u0105cznik\\p{L}*|bilag\\p{L}*|vedh\\u00e6ft\\p{L}*)';
/** That somebody looked into one. */
const looked =
  '(?:(?:looked|had a look|taken a look|went|gone) (?:at|into|through)|read|reviewed|checked|seen|see from|can see|opened|examined|studied|angesehen|angeschaut|gelesen|gepr\\u00fcft|sehen|entnehmen|consult\\u00e9|regard\\u00e9|lu|examin\\u00e9|vois|revisado|visto|le\\u00eddo|le\\u00eddo|vemos|letto|esaminato|vediamo|bekeken|gelezen|zien|analisado|analisei|sprawdzi\\p{L}*|granska\\p{L}*|l\\u00e4st)';
const according =
  "(?:according to|as (?:shown|seen|stated|written) (?:in|on)|(?:shows?|says?|states?|indicates?|confirms?)|laut|gem\\u00e4\\u00df|zeigt|selon|d'apr\\u00e8s|montre|indique|seg\\u00fan|muestra|indica|secondo|mostra|volgens|toont|segundo|wed\\u0142ug|enligt|visar)";

const claims: readonly RegExp[] = [
  new RegExp(`(?<!\\p{L})${looked}(?!\\p{L})[^.!?\\n]{0,40}(?<!\\p{L})${file}(?!\\p{L})`, 'iu'),
  new RegExp(`(?<!\\p{L})${file}(?!\\p{L})[^.!?\\n]{0,40}(?<!\\p{L})${looked}(?!\\p{L})`, 'iu'),
  new RegExp(`(?<!\\p{L})${according}(?!\\p{L})[^.!?\\n]{0,30}(?<!\\p{L})${file}(?!\\p{L})`, 'iu'),
  new RegExp(
    `(?<!\\p{L})(?:your|the|ihr|der|die|das|votre|su|el|la|il|uw|je|seu)(?!\\p{L})[^.!?\\n]{0,20}(?<!\\p{L})${file} ${according}(?!\\p{L})`,
    'iu',
  ),
];
/** What an honest reply says of a file. */
const denial =
  /(?<!\p{L})(?:not|cannot|can't|couldn't|unable|n't|nicht|kein\p{L}*|pas|ne|no|non|niet|geen|não|nie|inte|ikke)(?!\p{L})/iu;

/**
 * A draft must not claim to have read what nobody opened: a sentence that does, while a file of the mails it answers is
 * unread, sends it to a person.
 */
export function unreadReasons(body: string, conversation: readonly Reading[]): Reason[] {
  const unread = unansweredIn(conversation).flatMap(({ attachments }) =>
    attachments.filter(({ content }) => content.kind === 'unread').map(({ name }) => name),
  );
  if (unread.length === 0) return [];
  const sentence = body
    .slice(0, 20_000)
    .split(/(?<=[.!?])\s+|\n+/u)
    .map((one) => one.slice(0, 600))
    .find((one) => claims.some((claim) => claim.test(one)) && !denial.test(one));
  if (sentence === undefined) return [];
  const detail = `it speaks as if it had read a file that nobody opened (${unread.slice(0, 5).join(', ')}): ${sentence.trim().slice(0, 200)}`;
  return [{ code: 'unread_attachment', detail }];
}
