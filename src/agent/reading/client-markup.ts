/*
 * How the markup of mail clients shows quotes and signatures: Gmail, Apple Mail, Outlook (all of them), Thunderbird, Yahoo,
 * Proton, Tuta, Zoho, GMX.
 */

type Element = { name: string; id: string; classes: readonly string[] };
type Attributes = Readonly<Record<string, string>>;

const gmailQuote = `gmail_quote`;
const quoteClasses = new Set(
  `gmail_attr gmail_quote_container moz-cite-prefix yahoo_quoted protonmail_quote tutanota_quote zmail_extra
   outlookmessageheader cloudmagic-smart-beak replybody quotedmessage-header`
    .trim()
    .split(/\s+/),
);
const quoteIds =
  /^(?:x_)?(?:divrplyfwdmsg|appendonsend|olk_src_body_section|mail-editor-reference-message-container|reply-intro|yahoo_quoted_\d+|isforwardcontent|isreplycontent)$/;
const signatureMarks =
  /^(?:x_)?(?:gmail_signature|gmail_signature_prefix|moz-signature|signature|applemailsignature|ms-outlook-mobile-signature|protonmail_signature_block(?:-user|-proton)?|tutanota_signature|yahoo-signature|ymail_android_signature|ydp\w{0,12}signature|__aliyun_signature_wrap|foxmail_sig)$/;

/** Whether a quote begins with the element. */
export function beginsQuote(element: Element, attributes: Attributes, isInQuote: boolean): boolean {
  const { name, id, classes } = element;
  if (quoteIds.test(id) || classes.some((it) => quoteClasses.has(it.replace(/^x_/, '')))) return true;
  if (name === 'div' && classes.includes(gmailQuote)) return true;
  return isQuote(element, attributes, isInQuote);
}

/**
 * Whether an element is a quotation of another mail. Editors make blockquotes as well: to move text to the right, and
 * Gmail to set off what its user chose, which is the sender's own text.
 */
export function isQuote({ name, classes }: Element, attributes: Attributes, isInQuote: boolean): boolean {
  if (name !== 'blockquote') return false;
  if (attributes['type']?.toLowerCase() === 'cite') return true;
  if (classes.includes('webkit-indent-blockquote')) return false;
  if (classes.includes(gmailQuote)) return isInQuote;
  return !/border(?:-left)?\s*:\s*(?:none|0(?:px)?\s*(?:;|$))/i.test(
    (attributes['style'] ?? '').slice(0, 500),
  );
}

/** Whether the element holds a signature. */
export function isSignature({ id, classes }: Element, attributes: Attributes): boolean {
  if (signatureMarks.test(attributes['data-smartmail'] ?? '')) return true;
  return signatureMarks.test(id) || classes.some((it) => signatureMarks.test(it));
}
