import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import type { z } from 'zod';

const folder = resolve(import.meta.dirname, '../../../../shared/corpus');

export const hasCorpus = existsSync(folder);

export function corpusFile(file: string): Buffer {
  return readFileSync(resolve(folder, file));
}

/** The cases of a JSONL file of the corpus, as far as the schema asks. */
export function corpusCases<T>(file: string, schema: z.ZodType<T>): T[] {
  return corpusFile(file)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => schema.parse(JSON.parse(line)));
}
