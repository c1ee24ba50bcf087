/**
 * Results of checks of a sender (RFC 8601 section 2.7). What nobody said, what the mailbox's own side did not say, and
 * what is not understood reads as `none`, never as `pass`.
 */
export const authVerdicts = [
  'none',
  'pass',
  'fail',
  'softfail',
  'neutral',
  'policy',
  'temperror',
  'permerror',
] as const;
export type AuthVerdict = (typeof authVerdicts)[number];

/** What can be held against a sender. The codes are stable: they stand in `agent.yaml`, in reasons and in the API. */
export const trustCodes = [
  /** The owner of the domain says that this mail is not theirs (RFC 7489). */
  'dmarc_failed',
  /** The domain looks like ours, like one our replies link to, or like one of the thread. */
  'look_alike_domain',
  /** Somebody with the name or the address of an earlier writer, but from another domain that looks like theirs. */
  'sender_taken_over',
  /** Nothing proves that the author's domain sent it. */
  'not_authenticated',
  /** Nobody has written to this mailbox from this address before, or not provably so. */
  'first_seen',
  /** An answer would go to another domain than the one it came from. */
  'reply_to_mismatch',
  /** Somebody outside the sender's domain and ours gets a copy. */
  'strangers_in_cc',
  /** The thread belongs to others: we never wrote to this sender in it, and they did not begin it. */
  'stranger_in_thread',
] as const;
export type TrustCode = (typeof trustCodes)[number];

/** One of them with words for people, which name addresses and domains but no text of the mail. */
export type TrustFact = { code: TrustCode; detail: string };

/** What is known about who wrote a mail: facts for policy and for the person who decides. */
export type SenderTrust = {
  spf: AuthVerdict;
  dkim: AuthVerdict;
  dmarc: AuthVerdict;
  arc: AuthVerdict;
  /** Which server says so (authserv-id, RFC 8601 section 2.5); null when none does. */
  checkedBy: string | null;
  /** Domain that is proven to have sent it and is aligned with the author's (RFC 7489 section 3.1); null when none is. */
  alignedDomain: string | null;
  /** The author's address when `alignedDomain` proves it, lower case; null when anybody could have written it there. */
  verifiedSender: string | null;
  /** Earlier mails of this address to this mailbox, proven and unproven ones counted apart; null when not known. */
  seenBefore: number | null;
  /** The known domain that the author's looks like; null when none. */
  lookAlikeOf: string | null;
  /** What can be held against the sender, whether or not the agent acts on it. */
  facts: TrustFact[];
};
