import type { Message } from '#domain/mail.ts';
import type { SenderTrust } from '#domain/trust.ts';

import { type AuthResult, parseAuthResults } from './auth-results.ts';
import { domainOf, isSameOrganization, plainDomain } from './domains.ts';

export type Authentication = Pick<
  SenderTrust,
  'spf' | 'dkim' | 'dmarc' | 'arc' | 'checkedBy' | 'alignedDomain' | 'verifiedSender'
>;

type Believed = AuthResult & { server: string };

/** So many fields are looked at, from the top. */
const maxFields = 40;

/**
 * What the mailbox's own side found out about who sent a mail. `checkedBy` are servers that take forged results off
 * (RFC 8601 section 5); of others a `pass` counts only above the first `Received`, where no sender can write, and
 * anything else above the second: a sender who forges a failure harms nobody else.
 */
export function authenticationOf(
  message: Pick<Message, 'headers' | 'from'>,
  checkedBy: readonly string[],
): Authentication {
  const believed = believedResults(
    message,
    checkedBy.map((server) => server.trim().toLowerCase()),
  );
  const first = (method: string) => believed.find((result) => result.method === method);
  const [spf, dmarc, arc] = [first('spf'), first('dmarc'), first('arc')];
  const keys = believed.filter(({ method, server }) => method === 'dkim' && server === first('dkim')?.server);
  const dkim =
    keys.find(({ verdict }) => verdict === 'pass') ??
    keys.find(({ verdict }) => verdict === 'fail') ??
    keys[0];
  const author = message.from.length === 1 ? (message.from[0]?.email ?? '') : '';
  const alignedDomain = aligned(domainOf(author), { dmarc, keys, spf });
  return {
    spf: spf?.verdict ?? 'none',
    dkim: dkim?.verdict ?? 'none',
    dmarc: dmarc?.verdict ?? 'none',
    arc: arc?.verdict ?? 'none',
    checkedBy: (dmarc ?? dkim ?? spf ?? arc)?.server ?? null,
    alignedDomain: alignedDomain ?? null,
    verifiedSender: alignedDomain === undefined ? null : author.trim().toLowerCase(),
  };
}

function believedResults({ headers }: Pick<Message, 'headers'>, checkedBy: readonly string[]): Believed[] {
  let received = 0;
  let fields = 0;
  return headers.flatMap(({ name, value }): Believed[] => {
    const lower = name.trim().toLowerCase();
    if (lower === 'received') received += 1;
    if (lower !== 'authentication-results' || fields >= maxFields) return [];
    fields += 1;
    const parsed = parseAuthResults(value);
    if (parsed === undefined) return [];
    const { server, results } = parsed;
    const named = checkedBy.includes(server);
    return results
      .filter(({ verdict }) => named || received === 0 || (received === 1 && verdict !== 'pass'))
      .map((result) => ({ ...result, server }));
  });
}

/** The domain that is proven to have sent a mail and belongs with its author's (RFC 7489 section 3.1 and 6.6.2). */
function aligned(
  author: string,
  { dmarc, keys, spf }: { dmarc: Believed | undefined; keys: readonly Believed[]; spf: Believed | undefined },
): string | undefined {
  if (author === '' || dmarc?.verdict === 'fail') return undefined;
  const named = plainDomain(dmarc?.properties.get('header.from') ?? '');
  if (dmarc?.verdict === 'pass' && (named === '' || isSameOrganization(named, author))) return author;
  const signed = keys
    .filter(({ verdict }) => verdict === 'pass')
    .flatMap(({ properties }) => domainIn(properties, 'header.d', 'header.i'));
  const sent =
    spf?.verdict === 'pass' ? domainIn(spf.properties, 'smtp.mailfrom', 'smtp.mfrom', 'smtp.mail') : [];
  return [...signed, ...sent].find((domain) => isSameOrganization(domain, author));
}

/** The first of the properties that is there, an address read as its domain. */
function domainIn(properties: ReadonlyMap<string, string>, ...names: string[]): string[] {
  const found = names.map((name) => properties.get(name)).find((value) => value !== undefined);
  if (found === undefined) return [];
  return [found.includes('@') ? domainOf(found) : plainDomain(found)];
}
