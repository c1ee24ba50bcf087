import { describe, expect, it } from 'vitest';
import { compare } from '#cli/eval/compare.ts';
import { caseOrder } from '#cli/eval/html-order.ts';
import { measure } from '#cli/eval/measures.ts';
import { comparedOf, type EvalReport } from '#cli/eval/report.ts';
import { reportHtml } from '#cli/eval/report-html.ts';
import { reportText } from '#cli/eval/report-text.ts';
import { aDraft } from '../../../helpers/builders.ts';
import { aRun } from './builders.ts';

const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>\u001b[2J`;

function reportOf(...runs: ReturnType<typeof aRun>[]): EvalReport {
  const side = {
    label: 'support',
    agents: ['support'],
    measures: measure(runs, new Map()),
    runs,
    unrecorded: [],
  };
  const comparison = { ...compare(comparedOf(runs), comparedOf(runs)), before: hostile, after: hostile };
  return {
    atMs: 0,
    path: 'cases',
    cases: runs.length,
    repeat: 1,
    answers: 'live',
    sides: [side],
    comparison,
  };
}

const run = aRun({
  id: hostile,
  expect: { decision: ['review'], says: [hostile], reference: hostile },
  reasons: [{ code: 'risk_words', detail: hostile }],
  draft: aDraft({ body: hostile, citations: [{ text: hostile, source: hostile }] }),
  body: hostile,
});

describe('the page', () => {
  it('holds everything of a case, and nothing of it as markup', async () => {
    const page = await reportHtml(reportOf(run));
    expect(page.match(/&lt;script&gt;alert/g)?.length).toBeGreaterThan(6);
    expect(page).not.toMatch(/<script|<img|onerror=alert\(2\)>/);
    expect(page).toMatch(
      /Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-[\w+/=]+&#39;; /,
    );
  });
});

describe('the text', () => {
  it('cannot disturb a terminal, and stays within 100 columns', () => {
    const text = reportText(
      reportOf(run, aRun({ id: 'x'.repeat(200), fault: 'y'.repeat(300), outcome: null })),
      {
        color: false,
      },
    );
    expect(text).not.toContain('\u001b');
    const long = text.split('\n').filter((line) => line.length > 100 && !line.includes('xxx'));
    expect(long).toEqual([]);
  });
});

describe('cases on the page', () => {
  it('stand with what needs a look first', () => {
    const runs = [
      aRun({ id: 'right', expect: { decision: ['reply'] } }),
      aRun({ id: 'open' }),
      aRun({ id: 'wrong', expect: { decision: ['reply'] }, outcome: 'review' }),
      aRun({ id: 'danger', expect: { decision: ['review'] }, outcome: 'reply' }),
    ];
    expect(caseOrder(runs).map(({ one }) => one.id)).toEqual(['danger', 'wrong', 'open', 'right']);
  });
});
