import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const unzip = promisify(gunzip);

/** Room for a page of 200 long mails; beyond it an answer is a fault, not mail. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * The body, unzipped when it is gzip. Undefined when it is larger than `maxBytes`, zipped or not, or in an encoding
 * that cannot be read. Throws what the connection throws when the body does not arrive in full.
 */
export async function readBody(
  body: AsyncIterable<Uint8Array>,
  encoding: string | undefined,
  maxBytes = MAX_BYTES,
): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    // Leaving the loop destroys the stream, and with it the connection.
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks, size);
  if (encoding === undefined || encoding === 'identity') return bytes;
  if (!/^(x-)?gzip$/i.test(encoding)) return undefined;
  return unzip(bytes, { maxOutputLength: maxBytes }).catch(() => undefined);
}
