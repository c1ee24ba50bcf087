import { createHash } from 'node:crypto';
import { z } from 'zod';
import { termsOf } from './words.ts';

/** Body of `POST /v1/embeddings`, as far as the stand-in reads it. */
export const EmbeddingRequest = z.looseObject({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(z.string()).min(1).max(2048)]),
});

const LENGTH = 256;

/**
 * A bag of what the stand-in knows of a text: its terms (which join words of four languages by the idea behind them) and the
 * triples of letters in them, hashed into 256 numbers and made one long. Texts that share more are nearer; it understands nothing.
 */
export function vectorOf(text: string): number[] {
  const vector = Array.from({ length: LENGTH }, () => 0);
  for (const term of termsOf(text)) {
    add(vector, term, 1);
    const padded = `^${term}$`;
    for (let at = 0; at + 3 <= padded.length; at++) add(vector, padded.slice(at, at + 3), 0.2);
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

function add(vector: number[], feature: string, weight: number): void {
  const place = createHash('sha256').update(feature).digest().readUInt32BE(0) % LENGTH;
  vector[place] = (vector[place] ?? 0) + weight;
}
