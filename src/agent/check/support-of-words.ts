import { sentencesOf } from '#agent/knowledge/sentences.ts';
import { stemOf, wordsOf } from '#agent/knowledge/words.ts';
import { oncePer } from '#agent/once-per.ts';
import { languageOf } from '#agent/reading/language.ts';

import type { Material } from './material.ts';
import { isPlain, knownLanguages } from './plain-words.ts';

/** The words of a sentence that say something, by where they come from. */
type Sorted = {
  sentence: string;
  /** All words, those that say nothing included. */
  length: number;
  ours: Set<string>;
  /** Found neither in what is ours nor among the words every team uses: taken from the mail, or out of the air. */
  foreign: Set<string>;
};

export type Bounds = { sentence: number; share: number; whole: number };

/** The most that a draft may say out of the air: `known` where the team wrote of its matters, `bare` where it did not. */
const usual: { known: Bounds; bare: Bounds } = {
  known: { sentence: 3, share: 1, whole: 6 },
  bare: { sentence: 5, share: 1, whole: 9 },
};
/** After a mail that dictates. */
const strict: Bounds = { sentence: 2, share: 0.25, whole: 3 };

/**
 * The sentences of a draft that speak of what neither the team's own words nor plain courtesy cover; empty when there is little
 * of it. `language` is that of the draft. `dictated` is what the mail says is to be
 * written: after that, or an empty text where it only asks for something else, there is no benefit of the doubt. In a language in which nothing of ours is written only those are judged.
 */
export function sentencesBeyond(
  body: string,
  language: string | undefined,
  material: Material,
  dictated: string | undefined,
): string[] {
  const isSteered = dictated !== undefined;
  if (!isSteered && cannotCompare(language, material)) return [];
  const sorted = sentencesOf(withoutCourtesy(body, material)).map((sentence) =>
    sortWords(sentence, material, language),
  );
  const theirWords = isSteered ? new Set(wordsOf(dictated).map(stemOf)) : undefined;
  const bounds = isSteered ? strict : material.hasKnowledge ? usual.known : usual.bare;
  const beyond = sorted.filter((it) => isBeyond(it, bounds, theirWords));
  if (beyond.length > 0) return beyond.map(({ sentence }) => sentence);
  const foreign = new Set(sorted.flatMap((it) => [...it.foreign]));
  const ours = new Set(sorted.flatMap((it) => [...it.ours]));
  const tooMuch = foreign.size >= bounds.whole && (isSteered || foreign.size > ours.size);
  return tooMuch ? [[...foreign].slice(0, 12).join(' ')] : [];
}

function isBeyond(
  { sentence, foreign, ours, length }: Sorted,
  bounds: Bounds,
  dictated: ReadonlySet<string> | undefined,
): boolean {
  if (foreign.size === 0) return false;
  if (dictated === undefined) return foreign.size >= bounds.sentence && foreign.size >= ours.size;
  return (
    foreign.size >= bounds.sentence ||
    foreign.size >= bounds.share * length ||
    !speaksToReader.test(sentence) ||
    [...namesIn(sentence), ...dictated].some((stem) => foreign.has(stem))
  );
}

function sortWords(sentence: string, { isOurs }: Material, language: string | undefined): Sorted {
  const words = wordsOf(sentence).filter((word) => !/^\p{N}+$/u.test(word));
  const telling = words.filter((word) => !isPlain(word, language)).map(stemOf);
  return {
    sentence,
    length: words.length,
    ours: new Set(telling.filter(isOurs)),
    foreign: new Set(telling.filter((stem) => !isOurs(stem))),
  };
}

/** Whether a draft is in the sender's own language, and that is another than what is ours, or one whose words are not known. */
function cannotCompare(language: string | undefined, material: Material): boolean {
  const { ours, theirs } = languagesOf(material);
  if (language === undefined || language !== theirs) return false;
  return !knownLanguages.has(language) || language !== ours;
}

/** A team that answers speaks of itself and to its reader; a lecture, a slogan or a verse does not. */
const speaksToReader =
  /(?<!\p{L})(?:we|us|our|ours|i|my|me|you|your|yours|thanks?|wir|uns|unsere?[nmrs]?|ich|sie|ihre?[nmrs]?|du|dein|danke|vielen|nous|notre|nos|je|vous|votre|vos|merci|nosotros|nuestr[oa]s?|le|les|su|sus|gracias|usted|noi|nostr[oaie]|lei|suo|sua|grazie|we|wij|ons|onze|u|uw|bedankt|dank|nós|nosso|nossa|você|seu|sua|obrigad[oa])(?!\p{L})/iu;

/** Words with a capital that does not begin the sentence: what has a name is somebody's. */
function namesIn(sentence: string): string[] {
  const named = sentence.match(/(?<=[\p{L}\p{N},:;)"'] )\p{Lu}[\p{L}\p{N}]+|\p{Ll}+\p{Lu}\p{L}*/gu) ?? [];
  return named.flatMap((name) => wordsOf(name).map(stemOf));
}

const languagesOf = oncePer(({ ours, asked }: Material) => ({
  ours: languageOf(ours),
  theirs: languageOf(asked),
}));

const greeting =
  /^(?:(?:hello|hi|hey|dear|good (?:morning|day|afternoon|evening)|greetings|hallo|guten (?:tag|morgen|abend)|liebe[rs]?|sehr geehrte[rs]?|bonjour|bonsoir|chère?|hola|buen(?:os|as) (?:días|tardes)|estimad[oa]|buon(?:giorno|asera)|gentile|car[oa]|salve|ciao|beste|geachte|olá|bom dia|boa tarde|prezad[oa]|car[oa])[ ,]+)((?:\p{L}[\p{L}.'’-]*\s?){1,4})(?=[,.!:\n]|$)/iu;
const matter =
  /\b(?:thanks?|thank you|message|mail|e-?mail|question|request|enquiry|inquiry|interest|note|writing|contacting us|touch|nachricht|anfrage|mail|frage|interesse|message|demande|question|mensaje|consulta|messaggio|richiesta|bericht|vraag|mensagem|pedido)\b[^.!?\n]{0,40}?\b(?:about|regarding|concerning|on|in|zu|zum|zur|wegen|bezüglich|concernant|au sujet de|sobre|acerca de|riguardo|over|sobre) ((?:["'“„«]?[\p{L}\p{N}][^\s.!?]*\s?){1,5})/giu;

const signature =
  /(?<=^[ \t]*(?:(?:best|kind|warm|many|with (?:best|kind))?\s?(?:regards|wishes)|best|thanks|thank you|cheers|sincerely|yours (?:sincerely|truly|faithfully)|(?:viele|beste|freundliche|herzliche|liebe) grüße|mit freundlichen grüßen|cordialement|bien à vous|saludos(?: cordiales)?|un saludo|atentamente|cordiali saluti|met vriendelijke groet|atenciosamente),?[ \t]*\n\s*)((?:\p{Lu}[\p{L}.'’-]*[ &,]*|the |und |and |customer |care |support |team |desk |shop |service ){1,5})(?=\n|$)/imu;

/**
 * Leaves out the sender's name in the greeting and the matter a reply thanks for, as far as both are the sender's own words,
 * and the one name a reply is signed with, as long as it does not come from the mail.
 */
function withoutCourtesy(body: string, { isTheirs }: Material): string {
  const isTaken = (words: string) =>
    wordsOf(words).some((word) => !isPlain(word, undefined) && isTheirs(stemOf(word)));
  const areTheirs = (words: string) => wordsOf(words).every((word) => isTheirs(stemOf(word)));
  return body
    .trim()
    .replace(signature, (name) => (isTaken(name) ? name : ''))
    .replace(greeting, (all: string, name: string) =>
      areTheirs(name) ? all.slice(0, all.length - name.length) : all,
    )
    .replaceAll(matter, (all: string, named: string) =>
      areTheirs(named) ? all.slice(0, all.length - named.length) : all,
    );
}
