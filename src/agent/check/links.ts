/** File endings that are no top-level domain, so that "invoice.pdf" is not taken for a host. */
const fileEndings = new Set(
  'pdf doc docx xls xlsx ppt pptx odt png jpg jpeg gif webp svg txt csv html htm xml json eml ics js ts css'.split(
    ' ',
  ),
);

const schemes = /\b([a-z][a-z0-9+.-]{1,20}):\/\/[^\s<>"'`\])}]+/giu;
const bareHost =
  /(?<![@\p{L}\p{N}.-])(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}])/gu;
const mailAddress = /[\p{L}\p{N}._%+'-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/gu;

/**
 * Every host a text points at, lower case: URLs of any scheme, `www.`, bare domains, spelled-out dots
 * ("evil[.]example"). Domains of mail addresses are not among them; see `addressesIn`.
 * A URL that cannot be read stands for itself, so that no allow-list has it.
 */
export function hostsIn(text: string): Set<string> {
  const plain = plainDots(text);
  const hosts = new Set<string>();
  for (const [url] of plain.matchAll(schemes)) hosts.add(hostOf(url));
  for (const [host] of plain.matchAll(bareHost)) {
    const ending = host.slice(host.lastIndexOf('.') + 1).toLowerCase();
    if (!fileEndings.has(ending)) hosts.add(hostOf(`https://${host}`));
  }
  return hosts;
}

/** Every mail address a text shows, lower case. */
export function addressesIn(text: string): Set<string> {
  return new Set(Array.from(plainDots(text).matchAll(mailAddress), ([address]) => address.toLowerCase()));
}

/** Whether `host` is `allowed` or lies below it; a leading `www.` makes no difference. */
export function isHostWithin(host: string, allowed: string): boolean {
  const parent = bare(allowed);
  return bare(host) === parent || host.endsWith(`.${parent}`);
}

function bare(host: string): string {
  return host
    .trim()
    .toLowerCase()
    .replace(/^www\./, '');
}

function hostOf(url: string): string {
  const { protocol, hostname } = URL.parse(url) ?? { protocol: '', hostname: '' };
  const isWeb =
    protocol === 'https:' || protocol === 'http:' || protocol === 'hxxp:' || protocol === 'hxxps:';
  return isWeb && hostname !== '' ? hostname.toLowerCase() : url.toLowerCase();
}

const endings =
  'com|net|org|info|biz|io|co|app|dev|shop|store|online|site|xyz|top|click|link|me|tv|ai|eu|uk|de|fr|es|it|nl|pl|ru|cn|example|test';
const spelledDot = new RegExp(
  String.raw`\s?[[({<]\s?(?:\.|dot|punkt|punto|ponto|point)\s?[\])}>]\s?|(?<=[\p{L}\p{N}])(?:\s+dot\s+(?=[\p{L}\p{N}-]+\s+dot\s|(?:${endings})(?![\p{L}\p{N}]))|\s+(?:punkt|punto|ponto|point)\s+(?=(?:com|net|org|info|io)(?![\p{L}\p{N}]))|\s+\.\s*(?=\p{L}{2})|\.\s+(?=(?:com|net|org|info|biz|xyz)(?![\p{L}\p{N}]))|\s?[。｡]\s?(?=[a-z]))`,
  'giu',
);

/** Full-width forms, and dots and at signs written around filters, become plain ones. */
function plainDots(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/\s?[[({<]\s?(?:at|@|arroba|ät)\s?[\])}>]\s?|\s+@\s+/giu, '@')
    .replaceAll(spelledDot, '.');
}
