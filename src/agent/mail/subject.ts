/** Longer subjects are cut; RFC 5322 section 2.1.1 bounds a header line at 998 characters. */
const maxSubjectLength = 300;

/** "Re:" as mail clients of many languages write it, counters such as "Re[2]:" included (RFC 5322 section 3.6.5). */
const replyPrefix =
  /^(?:re|aw|antw|sv|vs|ref|rif|r|odp|ynt|vá|atb|res|rép|réf|απ|σχετ|ha|回复|回覆|答复|答覆|返信|회신|отв|на)\s?(?:\[\d+\]|\(\d+\)|\^\d+)?\s?[:：]/iu;

/** Subject of a reply: the one answered, with one "Re:" in front unless a reply prefix of any language stands there. */
export function replySubject(subject: string): string {
  const clean = safeSubject(subject);
  return safeSubject(replyPrefix.test(clean) ? clean : `Re: ${clean}`);
}

/** Subject of a mail handed on to a person. */
export function forwardSubject(subject: string): string {
  const clean = safeSubject(subject);
  return safeSubject(`Fwd: ${clean === '' ? '(no subject)' : clean}`);
}

/** One line without control characters, so that it cannot end its header (RFC 5322 section 2.2), and bounded. */
export function safeSubject(subject: string): string {
  const line = subject
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return line.length > maxSubjectLength ? `${line.slice(0, maxSubjectLength - 1).toWellFormed()}…` : line;
}
