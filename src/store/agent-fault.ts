/** What is wrong with an agent's folder: where, and what to do about it. `line` counts from 1. */
export type Fault = { file: string; line: number; reason: string };

/** `file:line: reason`, as compilers print it, so that editors can jump there. */
export function describeFault({ file, line, reason }: Fault): string {
  return `${file}:${line}: ${reason}`;
}
