/** What the bytes of a file are, whatever its name says; `because` tells why such a file is not read. */
export type Kind = 'pdf' | 'docx' | 'calendar' | 'mail' | 'html' | 'text' | { kind: 'none'; because: string };

const signatures: readonly { bytes: string; because: string }[] = [
  { bytes: '\u0089PNG', because: 'it is an image' },
  { bytes: '\u00ff\u00d8\u00ff', because: 'it is an image' },
  { bytes: 'GIF8', because: 'it is an image' },
  { bytes: 'BM', because: 'it is an image' },
  { bytes: 'II*\u0000', because: 'it is an image' },
  { bytes: 'MM\u0000*', because: 'it is an image' },
  { bytes: '\u00d0\u00cf\u0011\u00e0', because: 'it is in an old format of Office' },
  { bytes: '{\\rtf', because: 'it is in the RTF format' },
  { bytes: 'ID3', because: 'it is a sound' },
  { bytes: 'OggS', because: 'it is a sound' },
  { bytes: '\u001a\u0045\u00df\u00a3', because: 'it is a video' },
  { bytes: '\u001f\u008b', because: 'it is an archive' },
  { bytes: 'Rar!', because: 'it is an archive' },
  { bytes: '7z\u00bc\u00af', because: 'it is an archive' },
  { bytes: 'MZ', because: 'it is a program' },
  { bytes: '\u007fELF', because: 'it is a program' },
];

/** Looks at the first bytes and, for text, at what the sender calls it. Never throws. */
export function kindOf(bytes: Uint8Array, claimedType = '', name = ''): Kind {
  if (bytes.byteLength === 0) return none('it is empty');
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024)).toString(
    'latin1',
  );
  if (head.includes('%PDF-')) return 'pdf';
  if (head.startsWith('PK\u0003\u0004')) return 'docx';
  if (isBinary(bytes)) {
    const known = signatures.find((one) => head.startsWith(one.bytes));
    const isMedia = /^RIFF|^....ftyp/s.test(head);
    return none(
      known?.because ?? (isMedia ? 'it is an image, sound or video' : 'it is in a format that is not read'),
    );
  }
  if (head.startsWith('{\\rtf')) return none('it is in the RTF format');
  return textKind(head, claimedType.toLowerCase(), name.toLowerCase());
}

function textKind(head: string, type: string, name: string): Kind {
  const start = head.replace(/^(?:\u00ef\u00bb\u00bf)?\s+/, '').toLowerCase();
  if (start.includes('begin:vcalendar')) return 'calendar';
  if (type.startsWith('message/rfc822') || name.endsWith('.eml')) return 'mail';
  if (type.startsWith('text/html') || /^<(?:!doctype html|html|head|body)\b/.test(start)) return 'html';
  if (type.startsWith('image/svg') || start.startsWith('<svg')) return none('it is an image');
  return 'text';
}

/** Text has no zero bytes, but in UTF-16, which starts with a mark, and hardly any control characters. */
function isBinary(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, 4096);
  const isUtf16 = (sample[0] === 0xff && sample[1] === 0xfe) || (sample[0] === 0xfe && sample[1] === 0xff);
  if (isUtf16) return false;
  let odd = 0;
  for (const byte of sample) {
    if (byte === 0) return true;
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) odd++;
  }
  return odd > sample.length / 50;
}

function none(because: string): Kind {
  return { kind: 'none', because };
}
