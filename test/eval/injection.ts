import { parseArgs } from 'node:util';

import { bareAgent, supportAgent } from './injection/agents.ts';
import { defaultCorpus, readCases } from './injection/cases.ts';
import { measureAttacks, measureBenign, measurePrompts } from './injection/measure.ts';
import { asJson, asText, passes } from './injection/report.ts';

/** Of all drafts every so many-eth is tried, a prime so that tricks, dresses and attacks meet; `--all` takes an hour. */
const usualShare = 11;

const { values } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    corpus: { type: 'string', default: defaultCorpus },
  },
});
const cases = readCases(values.corpus);
if (cases === undefined) {
  process.stderr.write(`no attacks.jsonl in ${values.corpus}; name its folder with --corpus\n`);
  process.exitCode = 2;
} else {
  const agents = [supportAgent(), bareAgent()];
  const results = {
    attacks: measureAttacks(cases.attacks, agents, values.all ? 1 : usualShare),
    benign: measureBenign(cases.benign, agents),
    prompts: measurePrompts(cases.prompts),
  };
  process.stdout.write(`${values.json ? asJson(results) : asText(results)}\n`);
  process.exitCode = passes(results) ? 0 : 1;
}
