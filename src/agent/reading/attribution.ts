/** "wrote" as mail clients put it above a quote; the languages of their translations. */
const wrote =
  /\b(?:wrote|writes|schrieb|schreef|skrev|skrifaði|kirjoitti|escribió|escreveu|escribiu|scrisse|scris|napsala?|napísala?|pisze|napisał(?:\(a\)|a)?|napisao|yazdı|viết|írta|rašė|rakstīja)\b|écrit|ha scritto|написал|пише|έγραψε|כתב|كتب|のメール|のメッセージ|書きました|写道|寫道|작성|เขียน/iu;
const dated = /\b(?:19|20)\d{2}\b|\d{1,2}[:.]\d{2}\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|年/u;
const address = /[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+/;
const longestAttribution = 300;
const longestAttributionLines = 6;

/** Header names of the block Outlook and others put above a quote, by what they mean. */
const headerNames = {
  from: 'from|von|de|da|van|od|från|fra|lähettäjä|feladó|kimden|от|отправитель|从|寄件者|发件人|發件人|差出人|보낸사람|보낸 사람|from name',
  other:
    'sent|date|to|subject|cc|reply-to|gesendet|datum|an|betreff|envoyé|date d.envoi|à|objet|enviado|enviado el|fecha|para|asunto|data|assunto|inviato|a|oggetto|verzonden|aan|onderwerp|wysłano|do|temat|skickat|till|ämne|sendt|til|emne|lähetetty|vastaanottaja|aihe|odesláno|komu|předmět|gönderildi|kime|konu|дата|кому|тема|送信日時|日時|宛先|件名|发送时间|收件人|主题|日期|보낸날짜|받는사람|제목',
};
const fromLine = headerLine(headerNames.from);
const otherLine = headerLine(headerNames.other);

const separator =
  /^[\s>*]*[-_=–—]{2,}\s*(?:original(?:nachricht| message| mail|meddelelse|meddelande)?|ursprüngliche nachricht|message d.origine|message original|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|oryginalna wiadomość|wiadomość oryginalna|oprindelig besked|ursprungligt meddelande|opprinnelig melding|alkuperäinen viesti|původní zpráva|исходное сообщение|reply message|reply above this line.{0,40}|元のメッセージ|原始邮件|原始郵件|원본 메시지|邮件原件)\s*[-_=–—]{2,}\s*$/iu;
const forward =
  /^[\s>*]*(?:[-_=–—]{2,}\s*(?:forwarded (?:message|by).{0,120}|weitergeleitete nachricht|message transféré|message transmis|mensaje reenviado|mensagem encaminhada|messaggio inoltrato|doorgestuurd bericht|wiadomość przekazana|videresendt besked|vidarebefordrat meddelande|пересылаемое сообщение|転送メッセージ|转发的邮件)\s*[-_=–—]{2,}|begin forwarded message:?|anfang der weitergeleiteten (?:nachricht|e-?mail):?|début du message (?:réexpédié|transféré) ?:?|inicio del mensaje reenviado:?|inizio messaggio inoltrato:?)\s*$/iu;

export type Attribution = {
  kind: 'reply' | 'forward';
  /** Lines it takes up, blank ones between included. */
  lines: number;
};

/**
 * Whether the lines from `at` on begin a quoted mail: a separator, a block of header lines, or "On …, N. N. wrote:"
 * over up to four lines. Looks at a few lines only, so a text is scanned in linear time.
 */
export function attributionAt(lines: readonly string[], at: number): Attribution | undefined {
  const line = (lines[at] ?? '').slice(0, longestAttribution);
  if (line.trim() === '') return undefined;
  if (forward.test(line)) return { kind: 'forward', lines: 1 };
  if (separator.test(line)) return { kind: 'reply', lines: 1 };
  if (isHeaderBlock(lines, at)) return { kind: 'reply', lines: 1 };
  return wroteAt(lines, at);
}

function isHeaderBlock(lines: readonly string[], at: number): boolean {
  if (!fromLine.test(lines[at] ?? '')) return false;
  const next = lines.slice(at + 1, at + 9).filter((line) => line.trim() !== '');
  return next.slice(0, 5).filter((line) => otherLine.test(line.slice(0, longestAttribution))).length >= 2;
}

/** Clients break an attribution over several lines, some with blank ones between. */
function wroteAt(lines: readonly string[], at: number): Attribution | undefined {
  let joined = '';
  for (let count = 1; count <= longestAttributionLines; count += 1) {
    const line = lines[at + count - 1];
    if (line === undefined || line.length > longestAttribution) return undefined;
    if (count > 1 && /^\s*>+(?!\s*(?::|wrote|schrieb|a écrit))\s*\S/iu.test(line)) return undefined;
    if (count > 1 && opensWithDate(line)) return undefined;
    joined = `${joined} ${line.trim()}`.trim();
    if (joined.length > longestAttribution) return undefined;
    if (isAttribution(joined, followingLine(lines, at + count))) return { kind: 'reply', lines: count };
    if (!opensWithDate(joined) && !startsWithName.test(joined)) return undefined;
  }
  return undefined;
}

const startWord =
  /^[-\s]*(?:on|am|le|el|il|em|op|den|pe|ti|la|w dniu|dnia|dne|на|在|\p{L}{2,4}[.,] \d{1,2}|\d{1,4}[./年-])/iu;
const startsWithName = /^.{2,80}(?:<\S+@|\()/u;

function opensWithDate(line: string): boolean {
  return startWord.test(line) && dated.test(line);
}

function isAttribution(text: string, next: string): boolean {
  const ends = /[:：]\s*-*$/u.test(text);
  if (wrote.test(text)) {
    if (dated.test(text) && (ends || /wrote\s*-*$/i.test(text))) return true;
    return ends && (address.test(text) || next.startsWith('>'));
  }
  return ends && dated.test(text) && address.test(text) && /[>\])]\s*[:：]\s*-*$/u.test(text);
}

function followingLine(lines: readonly string[], from: number): string {
  return (
    lines
      .slice(from, from + 3)
      .find((line) => line.trim() !== '')
      ?.trimStart() ?? ''
  );
}

function headerLine(names: string): RegExp {
  return new RegExp(`^[\\s>*|]*(?:${names})\\*?\\s?[:：]\\*?\\s?\\S`, 'iu');
}
