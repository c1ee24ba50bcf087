/*
 * npm run eval:reading [-- --json] [-- --ids N]: how well the newest part of a mail is told from quotes, signatures and
 * forwarded mail, on shared/corpus/reply-stripping (its README says what is compared and how).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { corpusFolder, printEval, type Rate, readLines } from './measure.ts';
import { isRight, Case } from './reading-score.ts';

const folder = corpusFolder('reply-stripping');
if (folder === undefined) {
  process.stderr.write('No corpus: set CORPUS to the folder that holds reply-stripping.\n');
  process.exitCode = 2;
} else {
  const sets = new Map<string, { id: string; right: boolean }[]>();
  for (const file of ['plain', 'html', 'signature', 'unwrap']) {
    for (const { id, source, right } of z
      .array(Case)
      .parse(readLines(folder, `${file}.jsonl`))
      .map(score)) {
      for (const set of [file, `${file} / ${source}`])
        sets.set(set, [...(sets.get(set) ?? []), { id, right }]);
    }
  }
  process.exitCode = printEval('Reading: newest part found exactly', [...sets].map(rateOf));
}

function score(it: Case): { id: string; source: string; right: boolean } {
  const input = it.input ?? readFileSync(join(folder ?? '', it.path ?? ''), 'utf8');
  return { id: it.id, source: it.source, right: isRight({ ...it, input }) };
}

function rateOf([name, cases]: [string, { id: string; right: boolean }[]]): Rate {
  const failing = cases.filter(({ right }) => !right).map(({ id }) => id);
  return { name, count: cases.length - failing.length, of: cases.length, failing };
}
