import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Rate, keepsBar, ratesText } from '#cli/eval/rates.ts';
import { jsonText, wantsColor } from '#cli/terminal.ts';

export type { Rate } from '#cli/eval/rates.ts';

/** Where mails to measure on lie: beside the project, or where CORPUS says. Undefined when they are not there. */
export function corpusFolder(name: string): string | undefined {
  const folder = resolve(
    process.env['CORPUS'] ?? resolve(import.meta.dirname, '../../../shared/corpus'),
    name,
  );
  return existsSync(folder) ? folder : undefined;
}

/** The records of a JSONL file, one a line; blank lines are passed over. */
export function readLines(folder: string, file: string): unknown[] {
  return readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): unknown => JSON.parse(line));
}

/**
 * Prints what an evaluation measured, as text or (`--json`) as JSON, and gives its exit code: 0, or 1 under a bar.
 * `--ids N` says how many failing ids are listed per rate (default 20).
 */
export function printEval(title: string, rates: readonly Rate[], notes: readonly string[] = []): number {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, ids: { type: 'string', default: '20' } },
    strict: false,
  });
  const code = rates.every(keepsBar) ? 0 : 1;
  if (values.json === true) {
    process.stdout.write(`${jsonText({ title, rates, notes, kept: code === 0 })}\n`);
    return code;
  }
  const color = process.stdout.isTTY && wantsColor(process.env);
  process.stdout.write(`${[title, ratesText(rates, { color }, Number(values.ids)), ...notes].join('\n')}\n`);
  return code;
}
