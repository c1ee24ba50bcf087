import { sameAddress } from '#domain/mail.ts';
import type { Fault } from './agent-fault.ts';

/** What a folder asks for and what is in force of it now; either can be absent. */
export type Claim<A> = { file: string; wanted: A | undefined; inForce: A | undefined };
type Claimant = {
  agent: { config: { mailboxes: readonly { grant: string; address: string }[] } };
  mailboxLines: readonly number[];
};

/**
 * Settles who answers which mailbox: no grant and no address may be claimed by two folders. A new version that claims
 * what another folder has does not come into force; the version before it stays. Two new ones that clash both wait.
 * Gives what is in force now, in the order of the claims, and the faults.
 */
export function settleClaims<A extends Claimant>(
  claims: readonly Claim<A>[],
): { inForce: (A | undefined)[]; faults: Fault[] } {
  const chosen = claims.map(({ wanted, inForce }) => wanted ?? inForce);
  const faults: Fault[] = [];
  for (;;) {
    const clashes = clashesAmong(claims, chosen).filter(({ at }) => chosen[at] !== claims[at]?.inForce);
    if (clashes.length === 0) return { inForce: chosen, faults };
    // Putting an older version back can meet another new one, hence round after round; each has fewer new ones.
    for (const { at, fault } of clashes) {
      faults.push(fault);
      chosen[at] = claims[at]?.inForce;
    }
  }
}

function clashesAmong<A extends Claimant>(
  claims: readonly Claim<A>[],
  chosen: readonly (A | undefined)[],
): { at: number; fault: Fault }[] {
  const clashes: { at: number; fault: Fault }[] = [];
  for (const [at, one] of chosen.entries()) {
    for (const [index, mailbox] of (one?.agent.config.mailboxes ?? []).entries()) {
      const rival = chosen.findIndex(
        (other, otherAt) =>
          otherAt !== at &&
          other?.agent.config.mailboxes.some(
            (theirs) => theirs.grant === mailbox.grant || sameAddress(theirs.address, mailbox.address),
          ),
      );
      const file = claims[at]?.file;
      const rivalFile = claims[rival]?.file;
      if (file === undefined || rivalFile === undefined) continue;
      const reason = `mailbox ${mailbox.address} (grant ${mailbox.grant}) is claimed by ${rivalFile} too; one mailbox has one agent`;
      clashes.push({ at, fault: { file, line: one?.mailboxLines[index] ?? 1, reason } });
    }
  }
  return clashes;
}
