import { isMailProvider, isSameOrganization, organizationOf } from './domains.ts';

/** Letters of other scripts, and digits, that a reader takes for Latin ones (after Unicode UTS 39, confusables). */
const confusable: Record<string, string> = {
  ...pairs('абвеёкмнорстухіјѕԁԛԝһьӏґпгшщԍѵ', 'a6beekmhopctyxijsdqwhblrnrwwgv'),
  ...pairs('αβγεηικνορτυχωϲϳ', 'abyenikvoptuxwcj'),
  ...pairs('ıƖɩɡɑоօսհոսզցաьჿօ', 'illgaoouhnuqgwboo'),
  ...pairs('013456789', 'oleasbtbg'),
  '|': 'l',
  i: 'l',
  ł: 'l',
  đ: 'd',
  ø: 'o',
};

function pairs(from: string, to: string): Record<string, string> {
  return Object.fromEntries(Array.from(from).map((letter, at) => [letter, to.charAt(at)]));
}

/** Shorter names differ by one letter from many honest ones. */
const shortestName = 5;
/** What is added to a name to seem to be its owner's. */
const additions =
  'account accounts admin billing care center client customer desk help helpdesk info invoice invoices login mail my online pay payment payments portal sales secure security service services shop shipping support team verify www'.split(
    ' ',
  );

/** Whether a name is written in letters of several scripts, as no owner writes theirs. */
export function mixesScripts(domain: string): boolean {
  return domain.split('.').some((label) => {
    const scripts = [
      /\p{Script=Latin}/u,
      /\p{Script=Cyrillic}/u,
      /\p{Script=Greek}/u,
      /\p{Script=Armenian}/u,
    ];
    return scripts.filter((script) => script.test(label)).length > 1;
  });
}

/**
 * The known domain that a domain looks like without being its owner's: letters or digits that look the same, one letter
 * more, less, other or swapped, the name with a word added to it, or the whole of it in front of another. Undefined when
 * there is none, and for the well-known providers of mail. Domains in Unicode, lower case.
 */
export function lookAlikeOf(domain: string, known: readonly string[]): string | undefined {
  if (domain === '' || isMailProvider(domain)) return undefined;
  if (known.some((one) => isSameOrganization(one, domain))) return undefined;
  return known.find((one) => one !== '' && looksLike(domain, one));
}

function looksLike(domain: string, known: string): boolean {
  const [organization, original] = [organizationOf(domain), organizationOf(known)];
  if (`.${domain}.`.includes(`.${original}.`)) return true; // shop.example.attacker.example
  if (skeleton(domain) === skeleton(known) || skeleton(organization) === skeleton(original)) return true;
  const [name, wanted] = [nameOf(organization), nameOf(original)];
  if (name === wanted) return false; // another top-level domain, which owners often have too
  if (skeleton(name) === skeleton(wanted)) return !isNumbered(name, wanted);
  if (Math.min(name.length, wanted.length) < shortestName) return false;
  return (isOneEdit(name, wanted) && !isNumbered(name, wanted)) || isExtended(name, wanted);
}

/** The part of an organization's domain that it chose. */
function nameOf(organization: string): string {
  return organization.split('.')[0] ?? '';
}

/** What a reader sees, whatever it is written in. */
function skeleton(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '');
  const folded = Array.from(plain)
    .map((letter) => confusable[letter] ?? letter)
    .join('');
  return folded.replaceAll('rn', 'm').replaceAll('vv', 'w').replaceAll('cl', 'd');
}

/** `branch1` and `branch2`: numbered by one owner, not made to be confused. */
function isNumbered(a: string, b: string): boolean {
  const [one, another] = [a, b].map((name) => name.replace(/\d+$/, ''));
  return one === another && one !== a && another !== b;
}

function isExtended(name: string, wanted: string): boolean {
  return additions.some((word) =>
    [`${wanted}-${word}`, `${word}-${wanted}`, `${wanted}${word}`, `${word}${wanted}`].includes(name),
  );
}

/** One letter added, left out, changed, or two neighbours swapped (Damerau). */
function isOneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from += 1;
  const [restA, restB] = [a.slice(from), b.slice(from)];
  if (restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)) return true;
  return restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0];
}
