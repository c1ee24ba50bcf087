/**
 * Numbers in [0, 1) that follow from `seed` and `name` alone (mulberry32 over an FNV-1a hash). Each name has a stream
 * of its own, so that what one endpoint draws does not depend on how often another is called.
 */
export function createRandom(seed: number, name: string): () => number {
  let state = hashOf(`${seed}/${name}`);
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function hashOf(text: string): number {
  let hash = 0x81_1c_9d_c5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01_00_01_93);
  return hash;
}
