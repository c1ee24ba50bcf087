import { sentencesOf } from '#agent/knowledge/sentences.ts';
import { folded } from '#agent/knowledge/words.ts';

/** What no mail should hold, whoever made it up or found it: keys, tokens, passwords, bank and card data, paths of a server. */
const forms: readonly { name: string; pattern: RegExp }[] = [
  { name: 'a private key', pattern: /-----BEGIN [A-Z ]{0,30}(?:KEY|CERTIFICATE)/ },
  { name: 'a token', pattern: /\beyJ[\w-]{8,}\.[\w-]{4,}/ },
  {
    name: 'an access key',
    pattern:
      /\b(?:sk|pk|rk|whsec|ghp|gho|ghs|github_pat|glpat|xox[abprs]|nyk|hf|npm|shpat|key|AIza|ya29|AKIA|ASIA)[-_]?[A-Za-z0-9][A-Za-z0-9_.-]{14,}/,
  },
  { name: 'a setting of a server', pattern: /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\s*[=:]\s*\S/ },
  {
    name: 'a path of a server',
    pattern: /(?:^|[\s("'`])(?:\/(?:etc|var|usr|home|root|proc|opt|tmp|srv)\/\S+|[A-Z]:\\\S+|\\\\\w+\\\S+)/m,
  },
  {
    name: 'a password',
    pattern:
      /(?<![\p{L}])(?:pass ?(?:word|code|phrase)|secret(?: (?:key|code|word))?|access (?:code|key)|pin(?: code)?|code ?word|passwort|kennwort|geheimnis|mot de passe|contraseña|clave|senha|wachtwoord|hasło|пароль)(?: (?:for|to|of|für|de|do)[^.!?\n]{1,30})? ?(?:is|was|lautet|ist|est|es|é|:|=) ?["'“„«*`]*(?!(?:not|case|sent|needed|required|on|in|the|a|an|nicht|pas|no)\b)[\p{L}\p{N}]/iu,
  },
];

const iban = /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}(?![\p{L}\p{N}])/giu;
const card = /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g;

function bareNumber(account: string): string {
  return account.replaceAll(/[\s-]/g, '').toUpperCase();
}

/** Secrets and bank data in a text that `ours` does not show to everybody already, named for people. */
export function secretsIn(text: string, ours: string): string[] {
  const known = bareNumber(ours);
  const found = forms.filter(({ pattern }) => {
    const match = pattern.exec(text)?.[0];
    return match !== undefined && !ours.includes(match.trim());
  });
  const accounts = Array.from(text.matchAll(iban), ([match]) => match).filter((it) => isIban(bareNumber(it)));
  const cards = Array.from(text.matchAll(card), ([match]) => match).filter((it) => isCard(bareNumber(it)));
  return [
    ...found.map(({ name }) => name),
    ...(accounts.some((it) => !known.includes(bareNumber(it))) ? ['a bank account'] : []),
    ...(cards.some((it) => !known.includes(bareNumber(it))) ? ['a payment card'] : []),
  ];
}

/** ISO 13616: the number with its head at the end, letters counted from 10, leaves 1 over 97. */
function isIban(text: string): boolean {
  const digits = `${text.slice(4)}${text.slice(0, 4)}`.replaceAll(/[A-Z]/g, (letter) =>
    String(letter.charCodeAt(0) - 55),
  );
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1;
}

/** ISO/IEC 7812-1 annex B, the Luhn formula. */
function isCard(digits: string): boolean {
  let sum = 0;
  for (const [at, digit] of Array.from(digits).toReversed().entries()) {
    const value = Number(digit) * (at % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

const speaksOfSecret =
  /(?<!\p{L})(?:secret|password|passcode|passphrase|access code|api key|private key|code ?word|confidential|internal only|pin code|passwort|kennwort|geheim|vertraulich|mot de passe|confidentiel|contraseña|confidencial|senha|wachtwoord|vertrouwelijk)(?!\p{L})/iu;
const forbidsTelling =
  /(?<!\p{L})(?:do not|don['’]?t|never|must not|nicht|nie|ne|no|nunca)(?!\p{L})[^.!?\n]{0,40}(?:reveal|share|tell|disclose|mention|give (?:it|this|them|away|out)|leak|expose|verrat|weitergeb|nennen|révél|divulgu|reveles|revele|compart)/iu;

/** What was said before about a person is meant as well. */
const personal =
  /(?<!\p{L})(?:personal|private|user['’]?s?|customer['’]?s|her|his|their|any of (?:this|these|the above)|persönlich\p{L}*|personnelles?|personales?)(?!\p{L})/iu;
const speaksOfAgent = /^\W*(?:you|your|sign|du|sie|vous|usted)(?!\p{L})/iu;

/**
 * Words of instructions that are to be kept: names, quoted words and codes in sentences that speak of a secret, and in the
 * one before a sentence that forbids to tell. What the team shows to everybody elsewhere is none.
 */
export function guardedWords(instructions: string, shown: string): string[] {
  const sentences = instructions.split('\n').flatMap(sentencesOf);
  const open = folded(shown);
  const guarded = sentences.flatMap((sentence, at) => {
    const next = sentences[at + 1] ?? '';
    const isGuarded = speaksOfSecret.test(sentence) || forbidsTelling.test(next);
    const isPersonal = sentences
      .slice(at + 1)
      .some((later) => forbidsTelling.test(later) && personal.test(later));
    return isGuarded || (isPersonal && !speaksOfAgent.test(sentence)) ? markedWords(sentence) : [];
  });
  return [...new Set(guarded.map(folded))].filter((word) => word.length > 1 && !open.includes(word));
}

function markedWords(sentence: string): string[] {
  const quoted = Array.from(
    sentence.matchAll(/["“„«'‘`]([^"”“»'’`\n]{2,60})["”“»'’`]/gu),
    ([, inside]) => inside ?? '',
  );
  const named =
    sentence.match(/(?<=[\p{L}\p{N},:;'"’)] +)\p{Lu}[\p{L}\p{N}]+|[\p{L}]*\d[\p{L}\d-]{2,}/gu) ?? [];
  const addresses = sentence.match(/[\w.+-]+@[\w-]+\.[\w.-]*\w/g) ?? [];
  return [...quoted, ...named.filter((word) => word.length > 2), ...addresses];
}

/** The first guarded word that a text gives away: as it is, inside another word, spelled with gaps, or backwards. */
export function guardedWordIn(text: string, guarded: readonly string[]): string | undefined {
  if (guarded.length === 0) return undefined;
  const plain = folded(text);
  const squeezed = plain.replaceAll(/[^\p{L}\p{N}]+/gu, '');
  const gaps = (
    plain.match(/(?<![\p{L}\p{N}])(?:[\p{L}\p{N}][^\p{L}\p{N}]{1,3})+[\p{L}\p{N}](?![\p{L}\p{N}])/gu) ?? []
  ).map((it) => it.replaceAll(/[^\p{L}\p{N}]+/gu, ''));
  return guarded.find((word) => {
    const core = word.replaceAll(/[^\p{L}\p{N}]+/gu, '');
    const both = [core, Array.from(core).toReversed().join('')];
    const asWord = new RegExp(
      `(?<![\\p{L}\\p{N}])(?:${both.map((it) => it).join('|')})(?![\\p{L}\\p{N}])`,
      'u',
    );
    return (
      asWord.test(plain) ||
      both.some((it) => (it.length > 4 && squeezed.includes(it)) || gaps.some((gap) => gap.includes(it)))
    );
  });
}
