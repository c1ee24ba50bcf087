import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { chartOf } from './chart.ts';
import { root } from './child.ts';
import type { Occasion } from './machine.ts';
import { benchNames } from './options.ts';
import { cellsOf, type Figure, headings, type Report } from './report.ts';

export const folder = join(root, 'docs/benchmarks');

const BEGIN = '<!-- results: written by npm run bench -- --write -->';
const END = '<!-- end of results -->';

type Result = Report & Occasion;

/** Writes what was measured as data and as a picture, and brings the tables of the page up to date. */
export function writeResult(report: Report, occasion: Occasion): void {
  mkdirSync(folder, { recursive: true });
  const { name, title, method, figures } = report;
  const result: Result = { name, title, method, ...occasion, figures: figures.map(rounded) };
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(join(folder, `${name}.svg`), chartOf(report, `${occasion.command} · ${occasion.date}`));
  const page = join(folder, 'README.md');
  writeFileSync(page, pageWith(readFileSync(page, 'utf8'), benchNames.flatMap(resultNamed)));
}

/** The page with its tables made anew. */
export function pageWith(page: string, results: readonly Result[]): string {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  if (from < 0 || to < from) throw new Error('the page has no place for the results');
  const sections = results.map(sectionOf);
  return `${page.slice(0, from)}${BEGIN}\n\n${sections.join('\n')}\n${page.slice(to)}`;
}

function sectionOf(result: Result): string {
  const { name, title, method, figures, command, date, machine, load } = result;
  const rows = [
    headings.map((heading) => heading || 'verdict'),
    headings.map(() => '---'),
    ...figures.map(cellsOf),
  ];
  const notes = figures.flatMap(({ name: figure, note }) =>
    note === undefined ? [] : [`- ${figure}: ${note}.`],
  );
  return [
    `### ${title}`,
    '',
    method,
    '',
    `\`${command}\` on ${date}; ${machine}; load before ${load}.`,
    '',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
    ...(notes.length > 0 ? [...notes, ''] : []),
    `![${title}](${name}.svg)`,
    '',
  ].join('\n');
}

const Stored = z.looseObject({ name: z.string(), figures: z.array(z.looseObject({ name: z.string() })) });

function resultNamed(name: string): Result[] {
  const file = join(folder, `${name}.json`);
  if (!existsSync(file)) return [];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written above; only a file of another kind is refused
  return [Stored.parse(JSON.parse(readFileSync(file, 'utf8'))) as unknown as Result];
}

/** Four digits are more than any of it is worth. */
function rounded(figure: Figure): Figure {
  const { value, windows, baseline, ratio } = figure;
  return {
    ...figure,
    value: short(value),
    ...(windows && { windows: windows.map(short) }),
    ...(baseline && { baseline: { ...baseline, value: short(baseline.value) } }),
    ...(ratio !== undefined && { ratio: short(ratio) }),
  };
}

function short(value: number): number {
  return Number(value.toPrecision(4));
}
