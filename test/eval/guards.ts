import { parseArgs } from 'node:util';
import { guardCases } from './guard-cases.ts';
import { confusion, guardRates, judgeAll } from './guard-measure.ts';
import { printEval } from './measure.ts';

/*
 * npm run eval:guards [-- --json --corpus DIR --ids N]
 * Exit code: 0, 1 over a bar, 2 without cases.
 */
const { values } = parseArgs({ options: { corpus: { type: 'string' } }, strict: false });
if (typeof values.corpus === 'string') process.env['CORPUS'] = values.corpus;

const cases = guardCases();
if (cases === undefined) {
  process.stderr.write('There are no mails to judge: say --corpus DIR, the folder that holds autoreply/\n');
  process.exitCode = 2;
} else {
  const judged = await judgeAll(cases);
  process.exitCode = printEval('Guards: who is answered', guardRates(judged), [
    '',
    'What each kind was taken for:',
    ...confusion(judged),
  ]);
}
