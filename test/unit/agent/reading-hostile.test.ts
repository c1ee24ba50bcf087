import EmailReplyParser from 'email-reply-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { readMessage } from '#agent/reading/reading.ts';

import { aMessage, mailboxAddress } from './builders.ts';
import { Case, isRight, isRightReply } from '../../eval/reading-score.ts';
import { corpusCases, corpusFile, hasCorpus } from './corpus.ts';
import { messageOfEml } from './eml.ts';

/** Far above what reading takes, far below what a worker may lose to one mail; other tests run beside it. */
const boundMs = 3_000;

function readTimed(body: string): { text: string; tookMs: number } {
  const started = performance.now();
  const { text } = readMessage(aMessage({ body }), mailboxAddress);
  return { text, tookMs: performance.now() - started };
}

const pieces = [
  '\n',
  ' ',
  '> ',
  'On ',
  'Op ',
  'Am ',
  'W dniu ',
  'Den ',
  'schrieb ',
  'wrote:\n',
  'skrev x:\n',
  'From: a <b@c>\n',
  '-- \n',
  '---\n',
  '<div>',
  '</div>',
  '<blockquote>',
  '<p style="',
  '"',
  '<!--',
  '-->',
  '&amp;',
  '$&',
  '在',
  '写道：',
  '\u200b',
  '\ud800',
  '\u{E0041}',
  '2026',
  'Regards',
  '<style>',
  '.a{',
  '}',
  '@media ',
];

describe('reading takes bounded time and never throws', () => {
  const bodies: [string, string][] = [
    ['a line of a megabyte', 'a'.repeat(1_000_000)],
    ['40,000 newlines', '\n'.repeat(40_000)],
    ['40,000 short lines', 'x\n'.repeat(40_000)],
    ['a megabyte of blanks', ' '.repeat(1_000_000)],
    ['20,000 nested elements', `${'<div>'.repeat(20_000)}x`],
    ['20,000 nested styled elements', `${'<div style="color:#fff">'.repeat(20_000)}x`],
    ['open angle brackets', '<'.repeat(200_000)],
    ['open elements', '<p '.repeat(200_000)],
    ['open style sheets', `${'<style>'.repeat(20_000)}<p>x`],
    ['style rules without end', `<style>${'.a{'.repeat(50_000)}</style><p class="a">x</p>`],
    ['attributes', `<p ${'a=b '.repeat(50_000)}>x</p>`],
    ['replacement patterns', `On ${'$`'.repeat(3_000)} x wrote:\nhello`],
    ['half attributions', 'On 1 Jan 2026 x\n'.repeat(3_000)],
    ['half headers', 'From: a <b@c>\n'.repeat(2_000)],
    ['quote marks', '>\n'.repeat(40_000)],
    ['lone surrogates', '\ud800'.repeat(50_000)],
    ['100,000 nested elements', `${'<div>'.repeat(100_000)}x`],
    ['closing tags of others', `${'<b>'.repeat(60_000)}${'</i>'.repeat(60_000)}`],
    ['100,000 cells', '<td>'.repeat(100_000)],
    ['rules for everything', `<style>${'* p{color:red}'.repeat(3_000)}</style>${'<p>x'.repeat(40_000)}`],
    ['links', '<a href="https://a.example/b">c</a>'.repeat(12_000)],
    ['signatures without end', '<div class="gmail_signature">x'.repeat(10_000)],
    ['hidden passages', '<p style="display:none">a b</p><p>x</p>'.repeat(8_000)],
    ['nested quotes', '<blockquote>'.repeat(30_000)],
    ['marks of quotes', `${'>'.repeat(300)} x\n`.repeat(300)],
    ['answers between quotes', '> q\n\na\n\n'.repeat(5_000)],
    ['wrapped quotes', `> ${'q'.repeat(70)}\nx\n`.repeat(2_000)],
    ['header blocks on a line', `${'From: a@b.cc To: y Subject: z '.repeat(12)}\n`.repeat(60)],
    ['dashes', '--\n'.repeat(7_000)],
    ['closings', 'Regards,\n'.repeat(3_000)],
    ['words misread', 'Ã¤'.repeat(200_000)],
    ['escapes', '=C3=A4=\n'.repeat(60_000)],
    ['entities', '&#65;'.repeat(80_000)],
    ['variation selectors', '\u{FE0F}'.repeat(200_000)],
    ['addresses', 'a@b.'.repeat(20_000)],
    ['question marks', `aa${'?'.repeat(300_000)}`],
    ['joiners', '\u200d'.repeat(200_000)],
    ['tags', '\u{E0041}'.repeat(50_000)],
  ];

  for (const [what, body] of bodies) {
    it(`with ${what}`, () => {
      const { text, tookMs } = readTimed(body);
      expect(tookMs).toBeLessThan(boundMs);
      expect(text.length).toBeLessThan(20_100);
      expect(text.isWellFormed()).toBe(true);
    });
  }

  it('with repeated pieces of mail and markup in any mix', () => {
    const piece = fc.constantFrom(...pieces);
    const part = fc
      .tuple(piece, fc.integer({ min: 1, max: 3_000 }))
      .map(([text, times]) => text.repeat(times));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const { text, tookMs } = readTimed(parts.join(''));
        expect(tookMs).toBeLessThan(boundMs);
        expect(text.isWellFormed()).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('with any string at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (body) => {
        expect(readTimed(body).text).not.toMatch(/[\u200b\u202e\u{E0000}-\u{E00FF}\u{E01F0}-\u{E0FFF}]/u);
      }),
    );
  });
});

describe.skipIf(!hasCorpus)('reading real mail (skipped where the shared corpus is absent)', () => {
  it('finds the newest part far more often than the parser most services use', () => {
    for (const file of ['plain', 'signature']) {
      const cases = corpusCases(`reply-stripping/${file}.jsonl`, Case);
      const ours = cases.filter((one) => isRight(one)).length;
      const theirs = cases.filter((one) =>
        isRightReply(new EmailReplyParser().parseReply((one.input ?? '').slice(0, 20_000)), one),
      ).length;
      expect({ file, share: ours / cases.length > 0.95, ours: ours > theirs }).toEqual({
        file,
        share: true,
        ours: true,
      });
    }
  });

  it('unwraps forwarded mail and reads the HTML of common clients', () => {
    for (const file of ['html', 'unwrap']) {
      const failing = corpusCases(`reply-stripping/${file}.jsonl`, Case).filter((one) => !isRight(one));
      expect(failing.map(({ id }) => id)).toEqual([]);
    }
  });

  it('survives mail that other parsers got wrong', async () => {
    const slow: string[] = [];
    for (const { path } of corpusCases('mime-torture/cases.jsonl', z.object({ path: z.string() }))) {
      const message = await messageOfEml(corpusFile(`mime-torture/${path}`)).catch(() => undefined);
      if (message === undefined) continue;
      const started = performance.now();
      readMessage(message, mailboxAddress);
      if (performance.now() - started > boundMs) slow.push(path);
    }
    expect(slow).toEqual([]);
  }, 60_000);
});
