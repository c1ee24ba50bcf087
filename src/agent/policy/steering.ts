import { sentencesOf } from '#agent/knowledge/sentences.ts';
import { oncePer } from '#agent/once-per.ts';
import type { Reading } from '#agent/reading/reading.ts';

const answer = String.raw`(?:repl(?:y|ies)|responses?|answers?|outputs?|messages?|e-?mails?|mails?|texts?|summar(?:y|ies))`;
/** Anything but the end of a sentence; the dots of hosts and numbers are none. */
const any = String.raw`(?:[^.!?\n]|[.!?](?=\S))`;
const start = String.raw`(?:^|[.!?:;>"'“\n,–—-]\s*|\b(?:please|pls|kindly|and|then|also|just|now|to|you (?:must|should|will|can)|(?:can|could|would|will) you(?: please)?|make sure to|be sure to|do|bitte|por favor|s'il vous plaît|per favore)\s+)`;

/**
 * Sentences that say what a reply has to contain or how it is to be written. People write such things to each other as
 * well, so a sign does not park a mail: it takes away the benefit of the doubt from what the draft then says.
 */
const signs: readonly { name: string; pattern: RegExp }[] = [
  {
    name: 'it says what the reply has to contain',
    pattern: new RegExp(
      String.raw`${start}(?:include|add|insert|append|attach|put|place|integrate|incorporate|embed|weave|mention|state|say|cite|quote|list|emphasi[sz]e|stress|highlight|suggest|recommend|promote|advertise|endorse|repeat|begin|start|end|finish|conclude|close|open|sign|use|give|offer|supply)\b${any}{0,200}?\b(?:in|into|to|of|with|within|at|on|as|for) (?:\w+ ){0,2}?(?:your|the|this|every|each|all|any|my) (?:\w+ ){0,3}?${answer}\b`,
      'iu',
    ),
  },
  {
    name: 'it says how the reply is to be written',
    pattern: new RegExp(
      String.raw`${start}(?:modify|augment|enhance|enrich|extend|expand|adjust|adapt|alter|change|replace|substitute|swap|reverse|invert|flip|rearrange|reorder|scramble|shuffle|mix|jumble|anagram|misspell|encode|encrypt|encipher|cipher|decode|obfuscate|translate|render|express|convert|transform|turn|rewrite|rephrase|paraphrase|format|structure|group|split|arrange|remove|omit|drop|delete|capitali[sz]e|lowercase|uppercase|spell|write|compose|phrase|provide|present|produce|generate|create|craft|make|formulate|deliver|give|apply|shift|limit|shorten|keep|hide)\b${any}{0,120}?\b(?:your|the|this|every|each|all|of) (?:\w+ ){0,3}?(?:${answer}|words?|letters?|characters?|vowels|sentences?|keywords|paragraphs?)\b`,
      'iu',
    ),
  },
  {
    name: 'it says how the reply is to be written',
    pattern:
      /\b(?:reply|respond|answer|write|speak|talk)(?: (?:to (?:me|this|us)|back|only|solely|exclusively|always))*(?: (?:only|in|with|using|as|like|by|through)) (?:the (?:word|words|phrase|following|style|voice)|reverse|emojis?|caps|capitals|code|cipher|base64|rot13|hex|binary|morse|leet|rhyme|verse|haiku|poem|pirate|json|xml|html|\p{L}+ (?:only|language|letters|words|cipher)|"|'|“)/iu,
  },
  {
    name: 'it says what the reply has to contain',
    pattern: new RegExp(
      String.raw`\b(?:in|into|within|at the (?:end|start|beginning|top|bottom) of|as part of|throughout|for|with|to) (?:your|the|this|every|each|all|any) (?:\w+ ){0,3}?(?:repl(?:y|ies)|responses?|answers?|outputs?)\b,? ?(?:please |kindly |also |always )?(?:include|add|insert|append|attach|put|place|integrate|incorporate|embed|weave|mention|state|say|tell|cite|quote|list|emphasi[sz]e|stress|highlight|suggest|recommend|promote|advertise|endorse|advise|encourage|invite|urge|ask|direct|point|link|refer|use|give|offer|write|provide|describe|explain|claim|imply|hint|warn|replace|change|only|never|always|do not|don't)\b`,
      'iu',
    ),
  },
  {
    name: 'it says what is to be said',
    pattern: new RegExp(
      String.raw`(?:^|[.!?\n]\s*|\bplease\s+)(?:say|tell (?:me|us|them|him|her|everyone|your)|mention|pretend|claim|confirm that|promise|declare|announce|repeat|output|print|display|echo|return|reveal|disclose|assume|imagine|act as|behave|simulate|role-?play)\b`,
      'iu',
    ),
  },
  {
    name: 'it says what the reply has to contain',
    pattern:
      /\b(?:your|the|this|every|each|any) (?:\w+ ){0,2}?(?:reply|response|answer|output) (?:should|must|shall|has to|needs to|ought to|is to|will|to|may only|can only) (?:also |only |always |then )?(?:include|contain|mention|end|begin|start|be|have|say|state|read|direct|point|link|look|sound|consist|use|carry|feature|refer|promote|recommend|advertise)\b|\b(?:reply|response|answer) (?:mentioned|mentions|included|includes|contained|contains|promoted|recommended)\b|\b(?:ensure|make sure|see to it|check)(?: that)? (?:your|the|every|each) (?:\w+ ){0,2}?(?:reply|response|answer)\b|\b(?:when|whenever|while|before|after|as) you (?:respond|reply|answer|write back)\b(?! (?:to (?:this|my|our)|by|until|soon))/iu,
  },
  {
    name: 'it says how the reply is to be written',
    pattern:
      /(?:^|[.!?:;\n,]\s*|\b(?:please|only|must|should|and|to)\s+)(?:respond|reply|answer|speak|write|talk|sign off|réponds|répondez|antworte|rispondi|responde|antwoord) (?:\w+ )?(?:as (?:if|though|an?|the)|like an?|only in|solely in|uniquement en|nur (?:in|auf|mit)|solo (?:in|en|con)|alleen in|in (?:the )?(?:style|voice|form|format|manner|tone) of)\b|(?:^|[.!?:;\n,]\s*)(?:begin|start|end|finish|close|conclude|open) (?:it |your \w+ |everything )?with (?:the|a|an|"|'|“)|\b(?:slip|sneak|work|throw|squeeze|smuggle) in\b|\b(?:instead|rather),? (?:please )?(?:write|answer|tell|give|send|say|talk|reply|respond)\b|\bafter (?:each|every) (?:sentence|word|paragraph|line)\b/iu,
  },
  {
    name: 'it says whom the reply is to talk into what',
    pattern:
      /\b(?:persuade|convince|urge|encourage|trick|lure|invite|advise|warn|inform|tell|direct|steer) (?:the|your|all|any|every) (?:reader|user|customer|recipient|client|audience|person|people|visitor|subscriber)s?\b|\bspread (?:the|a|this) (?:rumou?r|news|word|story|message|claim)\b/iu,
  },
  {
    name: 'it gives a task of its own',
    pattern:
      /\bi(?:'d| would)? ?(?:want|need|like|expect|order|command|instruct) you to (?!(?:send|refund|return|call|contact|reply|answer|let|get back|check|look|help|ship|deliver|replace|cancel|change|confirm)\b)\p{L}+|(?:^|[.!?:;\n]\s*|\bplease\s+)give (?:me |us )?(?:a|an|the|some|three|five|ten|\d+) (?:brief|short|quick|detailed|complete|full|history|overview|summary|list|example|definition|recipe|explanation|tips|facts?|reasons|steps)\b/iu,
  },
  {
    name: 'it asks about the world at large',
    pattern:
      /\b(?:who|when|where|which \p{L}+|what \p{L}+) (?:won|invented|discovered|wrote|painted|founded|directed|composed|built|(?:was|were|is|are|did) (?:the|a|an) [^.?!\n]{1,60}\b(?:built|founded|born|invented|discovered|written|made|elected|war|battle|tower|king|queen|emperor|president|river|mountain|planet|author|inventor))\b|\bwhat(?: is|'s) (?:\d|the (?:square|sum|product|derivative|integral|root))/iu,
  },
  {
    name: 'it gives a task of its own',
    pattern: new RegExp(
      String.raw`(?:^|[.!?:;\n]\s*|\b(?:please|pls|kindly|and then|then|also)\s+|\b(?:can|could|would|will) you(?: please)?\s+)(?:write|compose|create|generate|draft|craft|produce|design|invent|develop|explain|describe|discuss|analy[sz]e|evaluate|assess|examine|compare|contrast|summari[sz]e|outline|define|translate|paraphrase|rewrite|rephrase|proofread|edit|correct|calculate|compute|solve|convert|determine|identify|classify|extract|list|enumerate|rank|predict|recommend|suggest|propose|advise|teach|show|illustrate|demonstrate|elaborate|elucidate|break down|walk me through|give me|provide|offer|share|tell me|name|draw|sketch|plan|brainstorm|recite|sing|count|find|search|look up|research|investigate|execute|run|code|implement|program|debug|optimi[sz]e|simulate|guess|help me (?:to )?\w+)\b`,
      'imu',
    ),
  },
  {
    name: 'it asks about the world at large',
    pattern:
      /\b(?:what|who|where|when|which|why) (?:is|are|was|were|does|do|did|has|have|can|causes?|makes?) (?:the|a|an|some|it)? ?(?:\p{L}+ ){0,3}(?:capital|president|population|benefits?|advantages?|drawbacks?|differences?|meaning|definition|history|symptoms?|causes?|effects?|process|theory|concept|formula|purpose|importance|significance|role|impact|best ways?|steps?|tips|strateg(?:y|ies)|trends?|sentiment|plot|main (?:idea|theme|points?))\b|\bhow (?:do|does|did|can|could|should|would|to|have|has|might) (?:i|you|we|one|people|it|the|a|an|\p{L}+)\b(?! (?:return|order|pay|track|contact|reach|cancel|change|exchange|get|receive|send|ship))/iu,
  },
  {
    name: 'it says how the reply is to be written',
    pattern:
      /\b(?:füge?|ergänze?|erwähne?|schreibe?|formuliere?|übersetze?|baue?|integriere?|antworte?|gib|nenne?|verfasse?|erstelle?|erkläre?|beschreibe?|analysiere?)(?:n sie)?\b[^.!?\n]{0,120}\b(?:antwort|nachricht|mail|text|gedicht|geschichte|liste|ein|auf|in|mit|bitte)\b|\b(?:ajoute[zr]?|inclu(?:s|re|ez)|insère|insérez|mentionne[zr]?|écri(?:s|vez)|tradui(?:s|sez)|répond(?:s|ez) (?:en|par|avec)|rédige[zr]?|explique[zr]?|décri(?:s|vez)|analyse[zr]?)\b|\b(?:añad[ae]|incluy[ae]|inclu(?:ir|ye)|inserta|menciona|escrib[ae]|traduc[ae]|traduzca|respond[ae] (?:en|con)|redacta|explica|explique|describ[ae]|analiza|analice)\b|\b(?:aggiungi|includi|inserisci|menziona|scrivi|traduci|rispondi (?:in|con)|spiega|descrivi|analizza)\b|\b(?:voeg|vermeld|schrijf|vertaal|antwoord (?:in|met)|leg uit|beschrijf)\b|\b(?:adicione|inclua|insira|mencione|escreva|traduza|responda (?:em|com)|explique|descreva|analise)\b/iu,
  },
];

/** Longer mails are not searched to their end; the rest counts as unread and the checks of the draft stand anyway. */
const maxLength = 60_000;
const maxSentence = 2_000;

/** The sentences of a text that say what is to be written, each with how, for people; empty for ordinary mail. */
function steeringIn(text: string): { sentence: string; sign: string }[] {
  const plain = text.normalize('NFKC').slice(0, maxLength);
  return sentencesOf(plain).flatMap((sentence) => {
    const found = signs.find(({ pattern }) => pattern.test(sentence.slice(0, maxSentence)));
    return found === undefined ? [] : [{ sentence, sign: found.name }];
  });
}

/** The same for one mail, whoever wrote it; kept, since every draft for it asks. */
export const steeringOf = oncePer(({ text, quoted, whole, forwarded }: Reading) =>
  steeringIn([whole === '' ? `${text}\n${quoted}` : whole, forwarded?.text ?? ''].join('\n')),
);
