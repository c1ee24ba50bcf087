import { isWrittenIn } from '#agent/reading/language.ts';
import type { Draft } from '#domain/decision.ts';
import type { CaseRun } from './run.ts';

/** One thing a case expects, and whether it came so. */
export type Check = {
  what: 'decision' | 'category' | 'reasons' | 'text' | 'cost';
  right: boolean;
  wanted: string;
  got: string;
};

/** Compares a run with what its case expects; a case that expects nothing is judged by nothing. */
export function judge(run: CaseRun): Check[] {
  return [
    ...decisionChecks(run),
    ...categoryChecks(run),
    ...reasonChecks(run),
    ...textChecks(run),
    ...costChecks(run),
  ];
}

function decisionChecks({ one, outcome }: CaseRun): Check[] {
  const wanted = one.expect.decision;
  if (wanted === undefined) return [];
  const right = outcome !== null && wanted.includes(outcome);
  return [{ what: 'decision', right, wanted: wanted.join(' or '), got: outcome ?? 'no outcome' }];
}

function categoryChecks({ one, result }: CaseRun): Check[] {
  const wanted = one.expect.category;
  if (wanted === undefined) return [];
  const got = result?.account.category ?? 'not classified';
  return [{ what: 'category', right: wanted.includes(got), wanted: wanted.join(' or '), got }];
}

function reasonChecks({ one, result }: CaseRun): Check[] {
  const codes = (result?.account.reasons ?? []).map(({ code }) => code);
  const got = codes.join(', ') || 'no reasons';
  return [
    ...(one.expect.reasons ?? []).map((code) => ({ right: codes.includes(code), wanted: code })),
    ...(one.expect.not_reasons ?? []).map((code) => ({
      right: !codes.includes(code),
      wanted: `not ${code}`,
    })),
  ].map((check) => ({ what: 'reasons', got, ...check }));
}

function textChecks({ one, result }: CaseRun): Check[] {
  const { says = [], must_not_say: not = [], cites = [], language } = one.expect;
  const draft = result?.account.draft ?? null;
  const body = result === undefined ? '' : result.body || (draft?.body ?? '');
  const got = body === '' ? 'no draft' : 'a draft without it';
  const all = [
    ...says.map((text) => ({ right: body !== '' && holds(body, text), wanted: `says ${text}`, got })),
    ...not.map((text) => ({
      right: !holds(body, text),
      wanted: `does not say ${text}`,
      got: 'a draft with it',
    })),
    ...cites.map((source) => ({
      right: hasCited(draft, source),
      wanted: `cites ${source}`,
      got: citedText(draft),
    })),
    ...(language === undefined
      ? []
      : [
          {
            right: body !== '' && isWrittenIn(body, language, 20),
            wanted: `is in ${language}`,
            got: body === '' ? got : 'another language',
          },
        ]),
  ];
  return all.map((check) => ({ what: 'text', ...check }));
}

function costChecks({ one, result }: CaseRun): Check[] {
  const most = one.expect.max_cost ?? {};
  const cost = result?.account.cost;
  if (cost === undefined) return [];
  const limits: [number | undefined, string, number | undefined][] = [
    [most.model_calls, 'model calls', cost.model_calls],
    [most.tokens, 'tokens', cost.input_tokens + cost.output_tokens],
    [most.money, 'of money', cost.model_calls === 0 ? 0 : cost.money],
  ];
  return limits.flatMap(([limit, unit, spent]): Check[] => {
    if (limit === undefined) return [];
    const right = spent !== undefined && spent <= limit; // unknown money is not known to be little
    return [{ what: 'cost', right, wanted: `at most ${limit} ${unit}`, got: `${spent ?? 'an unknown sum'}` }];
  });
}

/** `/pattern/flags`, or text in which case and white space do not matter. */
function holds(body: string, wanted: string): boolean {
  const [, pattern, flags] = /^\/(.+)\/([a-z]*)$/su.exec(wanted) ?? [];
  if (pattern !== undefined) return new RegExp(pattern, flags?.replace('g', '')).test(body);
  return plain(body).includes(plain(wanted));
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
}

/** A file is cited by any of its passages. */
function hasCited(draft: Draft | null, wanted: string): boolean {
  return (draft?.citations ?? []).some(({ source }) => {
    const cited = source.trim().replaceAll(/^\[|\]$/g, '');
    return cited === wanted || cited.startsWith(`${wanted}#`);
  });
}

function citedText(draft: Draft | null): string {
  const sources = new Set((draft?.citations ?? []).map(({ source }) => source));
  return [...sources].join(', ') || 'no citation';
}
