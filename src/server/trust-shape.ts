import type { SenderTrust } from '#domain/trust.ts';

/** What is known about a sender, as reviews and messages of the HTTP interface show it; null where nobody looked. */
export function trustShape(trust: SenderTrust | null | undefined) {
  if (trust === null || trust === undefined) return null;
  const { spf, dkim, dmarc, arc, facts } = trust;
  return {
    spf,
    dkim,
    dmarc,
    arc,
    checked_by: trust.checkedBy,
    aligned_domain: trust.alignedDomain,
    verified_sender: trust.verifiedSender,
    seen_before: trust.seenBefore,
    look_alike_of: trust.lookAlikeOf,
    facts,
  };
}
