import { styleText } from 'node:util';
import type { Environment } from '../config.ts';

/** Where a command runs and how it talks to the person there. */
export type Terminal = {
  print(text: string): void;
  /** To standard error. */
  complain(text: string): void;
  env: Environment;
  cwd: string;
  color: boolean;
  /** A secret that is typed in without being shown, or comes from another program; never from the command line. */
  readSecret: (prompt: string) => Promise<string>;
  /** Aborted when the person interrupts. */
  signal: AbortSignal;
};

/** The command was called in a way that cannot be meant: exit code 2, and a line that says how it is called. */
export class UsageError extends Error {
  override name = 'UsageError';
}

type Style = 'green' | 'red' | 'yellow' | 'dim' | 'bold';

/** Colours are asked for unless NO_COLOR says otherwise (https://no-color.org). */
export function wantsColor(env: Environment): boolean {
  return (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}

/** Coloured text where the terminal shows colours, else the text as it is. */
export function paint({ color }: Pick<Terminal, 'color'>, style: Style, text: string): string {
  return color ? styleText(style, text, { validateStream: false }) : text;
}

/** Mail can hold anything: nothing in it may move the cursor, change colours or turn the direction of text. */
export function printable(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\u{fffd}'); // oxlint-disable-line no-control-regex -- they are what has to go
}

/** JSON for programs to read, with what could disturb a terminal escaped. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replaceAll(
    /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Rows with their columns aligned, two spaces between them. The last column may be of any length. */
export function table(rows: readonly (readonly string[])[]): string {
  const clean = rows.map((row) => row.map((cell) => printable(cell).replaceAll(/\s*\n\s*/g, ' ')));
  const widths = (clean[0] ?? []).map((_, at) => Math.max(...clean.map((row) => (row[at] ?? '').length)));
  return clean
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Text moved to the right, line by line. */
export function indented(text: string, by: number): string {
  return printable(text)
    .split('\n')
    .map((line) => `${' '.repeat(by)}${line}`.trimEnd())
    .join('\n');
}
