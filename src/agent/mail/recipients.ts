import { mailboxOf, type Address, type Message } from '#domain/mail.ts';

/** Recipients of one mail, `to` and `cc` together (CONTRACT section 3.2). */
const maxRecipients = 50;

/**
 * Whom a reply to `target` goes to. The model has no say in it.
 *
 * - `to`: Reply-To where it names anybody but us, else From (RFC 5322 section 3.6.2 and 3.6.3).
 * - `cc`: with `replyAll` the other addresses of To and Cc.
 * - Own addresses, also with a tag (`a+tag@b.c`), duplicates and addresses no mail can go to are left out; at most 50 in all.
 * - `to` is empty when nobody but us is left; then no reply can be sent.
 */
export function recipientsOf(
  target: Message,
  ownAddresses: readonly string[],
  replyAll: boolean,
): { to: Address[]; cc: Address[] } {
  const own = new Set(ownAddresses.map(mailboxOf));
  const taken = new Set<string>();
  const to = takeNew(target.replyTo, own, taken);
  if (to.length === 0) to.push(...takeNew(target.from, own, taken));
  const cc = replyAll ? takeNew([...target.to, ...target.cc], own, taken) : [];
  const kept = to.slice(0, maxRecipients);
  return { to: kept, cc: cc.slice(0, maxRecipients - kept.length) };
}

function takeNew(addresses: readonly Address[], own: ReadonlySet<string>, taken: Set<string>): Address[] {
  const kept: Address[] = [];
  for (const address of addresses) {
    const key = comparable(address.email);
    if (!isDeliverable(address.email) || taken.has(key) || own.has(mailboxOf(address.email))) continue;
    taken.add(key);
    kept.push(clean(address));
  }
  return kept;
}

function comparable(email: string): string {
  return email.trim().toLowerCase();
}

/** One local part, one domain, and nothing that could end the address inside a header line. */
function isDeliverable(email: string): boolean {
  return /^[^\s@<>,;:"()\p{Cc}]+@[^\s@<>,;:"()\p{Cc}]+$/u.test(email.trim());
}

function clean({ name, email }: Address): Address {
  const shown = name?.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return shown === undefined || shown === '' ? { email: email.trim() } : { name: shown, email: email.trim() };
}
