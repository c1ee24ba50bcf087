import { domainToUnicode } from 'node:url';

/** The domain of an address, lower case and in Unicode; empty when there is none. */
export function domainOf(email: string): string {
  const at = email.lastIndexOf('@');
  return at === -1 ? '' : plainDomain(email.slice(at + 1));
}

/** A domain in one form: lower case, Unicode, without the dot at its end; empty when it is none. */
export function plainDomain(domain: string): string {
  const bare = domain.trim().toLowerCase().replace(/\.$/, '');
  if (bare === '' || /[\s<>@]/.test(bare)) return '';
  return bare.includes('xn--') ? domainToUnicode(bare) || bare : bare;
}

/** Below these nobody's name stands alone; registries of countries use them as others use `.com`. */
const secondLevel = new Set(
  'ac adv asn asso avocat biz co com coop edu eng fin firm gen go gob gouv gov govt gv id in ind inf info k12 lg ltd me med mil muni ne net nhs nic nom or org parliament plc police pref pro res school sch store tm web'.split(
    ' ',
  ),
);
/** Countries that register names directly below them, two letters included. */
const flatCountries = new Set('be bg ch cz de dk ee eu fi ie is li lt lu lv nl si sk'.split(' '));
/** Providers who give names below theirs to anybody. */
const sharedHosts = new Set(
  'amazonaws.com appspot.com azurewebsites.net blogspot.com cloudfront.net firebaseapp.com fly.dev github.io gitlab.io herokuapp.com myshopify.com netlify.app onmicrosoft.com onrender.com pages.dev vercel.app web.app workers.dev'.split(
    ' ',
  ),
);

/**
 * The domain that one owner holds (RFC 7489 section 3.2), told by the usual shape of names rather than by the public
 * suffix list. Where the shape leaves it open, the longer domain is returned, so that fewer domains count as one owner's.
 */
export function organizationOf(domain: string): string {
  const labels = domain.split('.');
  const top = labels.at(-1) ?? '';
  const second = labels.at(-2) ?? '';
  const isCountry = top.length === 2 && !flatCountries.has(top);
  const isShared =
    (isCountry && (second.length <= 2 || secondLevel.has(second))) || sharedHosts.has(`${second}.${top}`);
  return labels.slice(isShared ? -3 : -2).join('.');
}

/** Whether two domains belong to one owner (relaxed alignment, RFC 7489 section 3.1). */
export function isSameOrganization(a: string, b: string): boolean {
  return a !== '' && a === b ? true : a !== '' && b !== '' && organizationOf(a) === organizationOf(b);
}

/** Domains where everybody can have an address, so that two addresses there are two parties. */
const mailProviders = new Set(
  `gmail googlemail outlook hotmail live msn yahoo ymail rocketmail aol icloud me mac gmx web t-online freenet arcor posteo
  mailbox proton protonmail pm tutanota tuta fastmail hey zoho yandex mail bk inbox list rambler qq 163 126 sina naver daum
  hanmail laposte orange wanadoo free sfr bbox neuf libero virgilio tin alice tiscali wp o2 onet interia seznam centrum
  abv ukr uol bol terra ig comcast verizon att sbcglobal bellsouth cox charter shaw rogers btinternet virginmedia sky
  ntlworld talktalk bluewin ziggo kpnmail xs4all telenet skynet telia bigpond optusnet rediffmail`
    .trim()
    .split(/\s+/),
);

/** Whether anybody can have an address at a domain. */
export function isMailProvider(domain: string): boolean {
  return mailProviders.has(organizationOf(domain).split('.')[0] ?? '');
}

/** Whether two addresses belong to one party: the same address, or one organization that is no provider. */
export function isSameParty(a: string, b: string): boolean {
  if (a.trim().toLowerCase() === b.trim().toLowerCase()) return true;
  const [one, another] = [domainOf(a), domainOf(b)];
  return isSameOrganization(one, another) && !isMailProvider(one);
}
