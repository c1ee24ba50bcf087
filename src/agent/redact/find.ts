import type { RedactKind } from '#domain/redact-config.ts';

/** One kind of personal data: what looks like it, and whether it is. Every pattern is bounded at each place. */
type Finder = { kind: Exclude<RedactKind, 'name'>; pattern: RegExp; holds: (found: string) => boolean };

/** In the order in which they are looked for, so that an account number is not taken for a phone number. */
export const finders: readonly Finder[] = [
  {
    kind: 'email',
    // the local part is made of atext and dots (RFC 5322 section 3.2.3)
    pattern:
      /(?<![\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-])[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu,
    holds: () => true,
  },
  {
    kind: 'iban',
    pattern: /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:[ -]?[A-Z\d]){11,30}(?![\p{L}\p{N}])/gu,
    holds: isIban,
  },
  {
    kind: 'card',
    pattern: /(?<![\p{L}\p{N}])[3-6](?:[ -]?\d){11,17}\d(?![\p{L}\p{N}])/gu,
    holds: isCard,
  },
  {
    kind: 'ip',
    pattern: /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)/gu,
    holds: (found) => found.split('.').every((part) => Number(part) < 256),
  },
  {
    kind: 'phone',
    pattern: /(?<![\p{L}\p{N}])(?:\+|\(?\d)[\d\s().\-/\u2011\u2013]{5,24}\d(?![\p{L}\p{N}])/gu,
    holds: isPhone,
  },
];

/** ISO 13616: two letters and two check digits; the whole is 1 modulo 97. */
function isIban(found: string): boolean {
  const plain = found.replaceAll(/[ -]/g, '');
  const turned = plain.slice(4) + plain.slice(0, 4);
  let rest = 0;
  for (const character of turned) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** ISO/IEC 7812: 13 to 19 digits with the check digit of Luhn. */
function isCard(found: string): boolean {
  const digits = found.replaceAll(/\D/g, '');
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** E.164 has up to 15 digits; a bare row of digits is taken for an order number, and a date for a date. */
function isPhone(found: string): boolean {
  const digits = found.replaceAll(/\D/g, '').length;
  const isDialled = /^(?:\+|00|\(?0)/.test(found) || /\d[\s./()-]+\d/.test(found);
  return digits >= 7 && digits <= 15 && isDialled && !isDate(found);
}

function isDate(found: string): boolean {
  return /^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\s?\d{1,2}[-./]\s?(?:\d{4}|\d{2}))(?:\s\d{1,2})?$/.test(
    found.trim(),
  );
}
