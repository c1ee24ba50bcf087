/**
 * Bytes as text: by their byte order mark, else UTF-8, else the character set the sender names, else Windows-1252.
 * Never throws.
 */
export function decodeText(bytes: Uint8Array, claimedType = ''): string {
  const marked = markedEncoding(bytes);
  if (marked !== undefined) return new TextDecoder(marked).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decoderFor(/charset="?([\w.:-]+)/i.exec(claimedType)?.[1]).decode(bytes);
  }
}

function markedEncoding([first, second]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

function decoderFor(charset = 'windows-1252') {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder('windows-1252');
  }
}
