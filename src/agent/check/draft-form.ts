import type { Reason } from '#domain/decision.ts';

import { withoutInvisible } from '#agent/reading/invisible.ts';

/** Longer answers are rarely right and never read. */
const maxDraftLength = 6_000;
/** So many words in a row from our own instructions are no coincidence. */
const leakedWords = 14;
/** For scripts without blanks: so many characters. */
const leakedCharacters = 40;

const forms: readonly { code: string; detail: string; pattern: RegExp }[] = [
  {
    code: 'html_markup',
    detail: 'it holds HTML',
    pattern: /<(?:\/?[a-z][a-z\d-]*(?:\s[^<>]{0,500})?\/?|!--[^]{0,500})>/i,
  },
  {
    code: 'mail_markup',
    detail: 'it holds lines of a mail header or another mail',
    pattern:
      /^[ >*_]{0,6}(?:cc|bcc|reply-to|return-path|message-id|mime-version|content-(?:type|transfer-encoding|disposition)|x-[a-z-]{2,30}|auto-submitted)\b[*_]{0,3}:|^[ >*_]{0,6}(?:from|to|sent|date|von|an|gesendet|de|para|envoyé)[*_]{0,3}:[^\n]{1,200}\n[ >*_]{0,6}(?:from|to|cc|sent|date|subject|von|an|gesendet|betreff|objet|asunto)[*_]{0,3}:|^[ >]{0,4}-{2,}\s?(?:original|forwarded|begin|ursprüngliche|weitergeleitete|message d'origine|mensaje original)\b|^On [^\n]{3,120} wrote:\s*$|^Am [^\n]{3,120} schrieb[^\n]{0,60}:\s*$|^[ ]{0,3}>\s?\S|^--[\w=-]{0,70}$\n/imu,
  },
  {
    code: 'claimed_action',
    detail: 'it says that mail or money was moved',
    pattern:
      /\b(?:i|we)(?:'ve| have)? (?:now |just |already |also )?(?:forwarded|sent|e-?mailed|shared|copied|exported|uploaded|deleted|erased|read|summari[sz]ed) (?:you |them |him |her )?(?:all|every|each|any|the (?:contents?|full|whole|last|entire|unread))\b[^.!?\n]{0,40}(?:e-?mails?|mails|messages|inbox|mailbox|files|conversations?|contacts|records|data)\b|\b(?:wire|money|bank|the|your) (?:transfer|payment|funds?|amount)\b[^.!?\n]{0,60}\b(?:to (?:the|your|a) (?:new |other |named |following )?(?:account|address|wallet)|(?:was|has been|have been) (?:made|executed|wired|transferred))\b/iu,
  },
  {
    code: 'encoded_blob',
    detail: 'it holds encoded data',
    pattern:
      /(?<![\w/])(?=[\w+/=-]*\d)(?=[\w+/=-]*[a-zA-Z])[\w+/-]{48,}={0,2}|(?:%[\da-f]{2}){8,}|(?:\\[ux][\da-f]{2,4}){6,}|\bdata:[a-z]+\/[\w.+-]+[;,]/i,
  },
  {
    code: 'chatty',
    detail: 'it talks about itself or the task',
    pattern:
      /\bas an? (?:ai|a\.i\.|artificial|(?:large )?language model|virtual assistant)\b|\bi(?:'m| am) (?:just )?an? (?:ai|language model)\b|\bals ki(?:-| )(?:modell|assistent)|\ben tant qu['’]ia\b|\bcomo (?:una )?(?:ia|inteligencia artificial)\b|\b(?:here(?:'s| is)|below is|i(?:'ve| have) (?:written|drafted|prepared)) (?:the|a|an|my|your) (?:draft|suggested|possible|revised|updated)? ?(?:draft|reply|response|e-?mail|answer)\b|^(?:sure|certainly|of course|absolutely)[,!] (?:here|i(?:'ll| will| can) (?:help|write|draft))|\bhier ist (?:der|ein) (?:entwurf|antwortentwurf)|^subject:\s|^betreff:\s|\bmy (?:instructions|system prompt|knowledge cutoff|training data)\b|\b(?:these|provided|given) passages?\b|\bmessage-\d+\b/im,
  },
  {
    code: 'placeholder',
    detail: 'it holds a gap to fill in',
    pattern:
      /\[[^\]\n]{0,40}\b(?:name|date|link|url|number|address|order|company|amount|signature|insert|title|phone|team|firma|datum|nummer|nom|nombre|nome|fecha)\b[^\]\n]{0,40}\](?!\()|\{\{[^}]{0,60}\}\}|<(?:your|customer|name|insert|order)[^>]{0,40}>|\b(?:TODO|TBD|FIXME|XXX+|lorem ipsum)\b|_{4,}/i,
  },
];

/** What is wrong with the form of a draft, whatever it says; `secret` must not show up in it. */
export function formReasons(body: string, secret: Secret): Reason[] {
  const { hidden, invisible } = withoutInvisible(body);
  const unseen = hidden.characters + invisible;
  return [
    ...forms.filter(({ pattern }) => pattern.test(body)).map(({ code, detail }) => ({ code, detail })),
    ...(unseen > 0
      ? [{ code: 'invisible_characters', detail: `it holds ${unseen} characters nobody sees` }]
      : []),
    ...(body.length > maxDraftLength
      ? [{ code: 'too_long', detail: `it has ${body.length} characters; the limit is ${maxDraftLength}` }]
      : []),
    ...(repeatsAny(body, secret)
      ? [{ code: 'leaked_instructions', detail: 'it repeats a passage of the instructions' }]
      : []),
  ];
}

/** Text that must not leave, in the form in which it is looked for. */
export type Secret = { words: ReadonlySet<string>; characters: ReadonlySet<string> };

export function secretOf(text: string): Secret {
  return {
    words: new Set(runsOf(plainWords(text), leakedWords)),
    characters: new Set(runsOf(unspaced(text), leakedCharacters)),
  };
}

function repeatsAny(body: string, secret: Secret): boolean {
  return (
    runsOf(plainWords(body), leakedWords).some((run) => secret.words.has(run)) ||
    runsOf(unspaced(body), leakedCharacters).some((run) => secret.characters.has(run))
  );
}

function runsOf(parts: readonly string[], length: number): string[] {
  return parts
    .slice(0, Math.max(0, parts.length - length + 1))
    .map((_, at) => parts.slice(at, at + length).join(' '));
}

function plainWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function unspaced(text: string): string[] {
  return text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu) ?? [];
}
