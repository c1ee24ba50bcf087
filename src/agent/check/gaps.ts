import type { Draft, Reason } from '#domain/decision.ts';

import { isComparable } from '#agent/knowledge/comparable.ts';
import { groundsOf } from '#agent/knowledge/evidence.ts';
import type { Knowledge } from '#agent/knowledge/knowledge.ts';
import type { Passage } from '#agent/knowledge/passage.ts';
import { type AskedQuestion, askedFor, questionsIn, spokenOf } from '#agent/knowledge/questions.ts';
import { readGrounds } from '#agent/knowledge/support.ts';
import { looseForms, termsOf } from '#agent/knowledge/terms.ts';
import { folded } from '#agent/knowledge/words.ts';
import { type Reading, substanceOf, unansweredIn } from '#agent/reading/reading.ts';
import type { Judged } from './claims.ts';

type Input = {
  draft: Draft;
  judged: readonly Judged[];
  conversation: readonly Reading[];
  passages: readonly Passage[];
  knowledge: Knowledge;
  /** BCP 47 tag of the mail's language, where it is known. */
  language: string | undefined;
};

/** Questions of a mail that could not be answered from what we have, and why that is thought. */
export type Gap = { questions: string[]; because: string };

/** Below that a question is taken to be spoken of nowhere. */
const spoken = 0.4;
const leastTerms = 2;
const nothing = { instructions: '' };

/** Says that somebody else will see to it: a person has to know of it then; for folded text. */
const handOver =
  /(?<!\p{L})(?:(?:a|my|one of (?:my|our)|our) (?:colleagues?|team|specialists?|experts?)(?: \p{L}+){0,2} (?:will|is going to|takes?|looks?)|(?:i|we)(?: will|['’]ll) (?:check|find out|look into|get back|come back|ask|clarify|forward)|(?:ein|eine|unser|unsere) (?:kolleg\p{L}*|team|mitarbeiter\p{L}*)|(?:wir|ich) (?:klaren|prufen|melden uns|klare|prufe|melde mich|leiten)|un(?:e)? (?:collegue|conseiller)|nous (?:allons verifier|revenons|reviendrons)|un(?:a)? (?:companer[oa]|colega)|lo consultar|un(?:a)? collega|verificheremo|um(?:a)? colega|een collega|wij zoeken|kolega|wspolpracowni)/u;
/** What a sender asks about their own case; a word of it alone says nothing about the knowledge. Stems. */
const ownCase = looseForms(
  termsOf(
    'order orders parcel package mail email message request ticket account Bestellung Paket Nachricht commande colis message pedido paquete mensaje ordine pacco pedido encomenda bestelling pakket',
  ),
);

/**
 * What the knowledge could not answer, question by question; undefined where nothing points to a gap. A question that no passage
 * speaks of is a gap only together with a sign in the draft: the model says so, hands over, or states something about it that nothing
 * supports. So a greeting is no gap, and neither is a question in a language in which the passages cannot be compared.
 */
export function gapIn(input: Input): Gap | undefined {
  const { draft, judged, conversation, passages, knowledge } = input;
  const mail = unansweredIn(conversation).map(substanceOf).join('\n\n');
  const questions = questionsIn(mail);
  const isEmpty = knowledge.text.trim() === '' && passages.length === 0;
  const open =
    isEmpty || !isComparable(mail, input.language, passages) ? [] : openQuestions(questions, input);
  const named = (fallback: readonly string[]) =>
    (open.length > 0 ? open.map(({ question }) => question) : fallback).slice(0, 5);
  if (draft.unsupported.length > 0) return gap(named(draft.unsupported), 'the model found nothing on it');
  const doubted = judged.filter(({ reasons }) => reasons.length > 0);
  if (open.length > 0 && doubted.length > 0) return gap(named([]), 'the draft says what nothing supports');
  if (
    open.length > 0 &&
    judged.some(({ sentence, support }) => support === null && handOver.test(folded(sentence)))
  )
    return gap(named([]), 'the draft hands it to a colleague');
  const invented = judged.filter(({ kind, support }) => kind === 'fact' && support === null);
  const about = open.filter(({ question }) =>
    invented.some(({ sentence }) => statesSomethingOn(sentence, question)),
  );
  return about.length === 0
    ? undefined
    : gap(
        about.map(({ question }) => question),
        'the draft answers it with what nothing says',
      );
}

/** The gap as a reason, naming each question; nothing without a gap. */
export function gapReasons(found: Gap | undefined): Reason[] {
  if (found === undefined) return [];
  const listed = found.questions.map((question) => `"${question.replaceAll(/\s+/g, ' ').slice(0, 160)}"`);
  return [
    { code: 'knowledge_gap', detail: `the knowledge does not answer ${listed.join(', ')}: ${found.because}` },
  ];
}

function gap(questions: string[], because: string): Gap {
  return { questions, because };
}

function openQuestions(questions: readonly string[], { passages, knowledge }: Input): AskedQuestion[] {
  const more = questions.flatMap((question) => knowledge.search(question, 3));
  const known = readGrounds(groundsOf([...passages, ...more], nothing, []));
  return spokenOf(questions, known).filter(({ score }) => score < spoken);
}

function statesSomethingOn(sentence: string, question: string): boolean {
  const terms = termsOf(sentence);
  const asked = looseForms(askedFor(question).filter((term) => !ownCase.has(term)));
  return (
    terms.length >= leastTerms &&
    terms.some((term) => [...looseForms([term])].some((form) => asked.has(form)))
  );
}
