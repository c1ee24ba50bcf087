import { once } from 'node:events';
import type { ReadStream } from 'node:tty';
import { SetupError } from '#errors.ts';

/**
 * Reads a secret: typed twice into a terminal, which does not show it, or else all that another program pipes in, up to its
 * first line break. Throws SetupError when the two differ or nothing came.
 */
export async function readSecret(
  prompt: string,
  input: ReadStream,
  output: { write(text: string): unknown },
  signal: AbortSignal,
): Promise<string> {
  const given = input.isTTY ? await typedTwice(prompt, input, output, signal) : await firstLine(input);
  if (given === '') throw new SetupError('nothing was given; type it in, or pipe it in');
  return given;
}

async function typedTwice(
  prompt: string,
  input: ReadStream,
  output: { write(text: string): unknown },
  signal: AbortSignal,
): Promise<string> {
  const one = await typed(`${prompt}: `, input, output, signal);
  const other = await typed('Once more: ', input, output, signal);
  if (one !== other) throw new SetupError('the two differ; nothing was done');
  return one;
}

async function typed(
  prompt: string,
  input: ReadStream,
  output: { write(text: string): unknown },
  signal: AbortSignal,
): Promise<string> {
  output.write(prompt);
  input.setRawMode(true);
  input.setEncoding('utf8');
  input.resume();
  let text = '';
  try {
    for (;;) {
      const keys = await once(input, 'data', { signal });
      for (const key of keys.join('')) {
        if (key === '\r' || key === '\n') return text;
        // Ctrl+C and Ctrl+D: the terminal no longer acts on them itself.
        if (key === '\u0003' || key === '\u0004') throw new SetupError('interrupted; nothing was done');
        const isDelete = key === '\u007f' || key === '\b';
        text = isDelete ? text.replace(/.$/su, '') : text + key;
      }
    }
  } finally {
    input.setRawMode(false);
    input.pause();
    output.write('\n');
  }
}

async function firstLine(input: ReadStream): Promise<string> {
  let text = '';
  for await (const chunk of input.setEncoding('utf8')) text += String(chunk);
  return text.split(/\r?\n/, 1)[0] ?? '';
}
