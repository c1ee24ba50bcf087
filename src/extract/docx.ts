import { unzipSync, zipSync } from 'fflate';
import { Refused } from './refused.ts';

/** Of the parts of a document; text is a small share of them. */
const MAX_UNPACKED = 60 * 1024 * 1024;
const MAX_PARTS = 2_000;

/**
 * The text of a Word document. The archive is unpacked within bounds first and handed on repacked, since what it says of
 * its size may be a lie, and a small file may hold terabytes. Throws Refused with the reason, or what the library throws.
 */
export async function docxText(bytes: Uint8Array): Promise<string> {
  let unpacked = 0;
  let parts = 0;
  const kept = unzipSync(bytes, {
    filter({ name, originalSize }) {
      if (!/\.(?:xml|rels)$/i.test(name)) return false;
      unpacked += originalSize;
      parts += 1;
      if (unpacked > MAX_UNPACKED || parts > MAX_PARTS)
        throw new Refused('it unpacks to far more than a document holds');
      return true;
    },
  });
  if (kept['word/document.xml'] === undefined)
    throw new Refused('it is an archive or in a format that is not read');
  const { extractRawText } = await import('mammoth');
  const { value } = await extractRawText({ buffer: Buffer.from(zipSync(kept, { level: 0 })) });
  return value;
}
