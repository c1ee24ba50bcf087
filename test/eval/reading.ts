/*
 * npm run eval:reading [-- --json] [-- --ids N]: how well the newest part of a mail is told from quotes, signatures and
 * forwarded mail, on reply-stripping of the corpus (its README says what is compared and how). Each file is held to what
 * email-reply-parser, the parser most services use, finds there.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import EmailReplyParser from 'email-reply-parser';
import { z } from 'zod';

import { corpusFolder, printEval, type Rate, readLines } from './measure.ts';
import { Case, isRight, isRightReply } from './reading-score.ts';

type Scored = { id: string; ours: boolean; theirs: boolean };

const folder = corpusFolder('reply-stripping');
if (folder === undefined) {
  process.stderr.write('No corpus: set CORPUS to the folder that holds reply-stripping.\n');
  process.exitCode = 2;
} else {
  const sets = new Map<string, Scored[]>();
  for (const file of ['plain', 'html', 'signature', 'unwrap']) {
    for (const one of z.array(Case).parse(readLines(folder, `${file}.jsonl`))) {
      const scored = score(one, folder);
      for (const set of [file, `${file} / ${one.source}`]) sets.set(set, [...(sets.get(set) ?? []), scored]);
    }
  }
  const peer = [...sets].map(
    ([name, cases]) => `  ${name.padEnd(28)} ${cases.filter(({ theirs }) => theirs).length}/${cases.length}`,
  );
  process.exitCode = printEval('Reading: the newest part found exactly', [...sets].map(rateOf), [
    '',
    'email-reply-parser on the same (replies only; it knows no HTML and no forwarded mail):',
    ...peer,
  ]);
}

function score(one: Case, from: string): Scored {
  const input = one.input ?? readFileSync(join(from, one.path ?? ''), 'utf8');
  const isTimed = one.expected.match === 'finishes';
  const theirs = !isTimed && isRightReply(new EmailReplyParser().parseReply(input), { ...one, input });
  return { id: one.id, ours: isRight({ ...one, input }), theirs };
}

function rateOf([name, cases]: [string, Scored[]]): Rate {
  const failing = cases.filter(({ ours }) => !ours).map(({ id }) => id);
  const theirs = cases.filter((one) => one.theirs).length;
  const bar = name.includes('/') ? undefined : { atLeast: theirs / cases.length };
  return { name, count: cases.length - failing.length, of: cases.length, failing, bar };
}
