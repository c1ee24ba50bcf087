import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

const DAYS_30 = 30 * 24 * 60 * 60;

/** Vectors of texts by the model that made them; one that nobody asks for is forgotten after 30 days. */
export type Vectors = {
  /** In the order of the texts; undefined for those that are not known. */
  read(model: string, texts: readonly string[]): Promise<(Float32Array | undefined)[]>;
  write(model: string, texts: readonly string[], vectors: readonly Float32Array[]): Promise<void>;
};

export function createVectors(redis: Redis): Vectors {
  return {
    async read(model, texts) {
      const found = await Promise.all(
        texts.map((text) => redis.getexBuffer(keyOf(model, text), 'EX', DAYS_30)),
      );
      return found.map((bytes) => (bytes === null ? undefined : floatsIn(bytes)));
    },
    async write(model, texts, vectors) {
      const known = texts.flatMap((text, at) => {
        const vector = vectors[at];
        return vector === undefined ? [] : [{ key: keyOf(model, text), vector }];
      });
      await Promise.all(
        known.map(({ key, vector: { buffer, byteOffset, byteLength } }) =>
          redis.set(key, Buffer.from(buffer, byteOffset, byteLength), 'EX', DAYS_30),
        ),
      );
    },
  };
}

/** The text itself does not stand in Redis. */
function keyOf(model: string, text: string): string {
  return `vector:${createHash('sha256').update(`${model}\0${text}`).digest('base64url')}`;
}

function floatsIn(bytes: Buffer): Float32Array {
  const copy = new Uint8Array(bytes); // a Buffer of a pool need not begin at a multiple of four
  return new Float32Array(copy.buffer, 0, Math.floor(copy.byteLength / 4));
}
