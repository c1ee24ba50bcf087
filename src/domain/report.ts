/**
 * What Nylas reported about a mail of ours after we handed it over (CONTRACT sections 1.8 and 5.3): it left
 * (`message.delivered`, `message.send_success`), it did not after all (`message.send_failed`, `message.rejected`), it
 * came back, or its reader complained.
 */
export type ReportKind = 'left' | 'failed' | 'bounced' | 'complaint';

/** One such report, as the ledger keeps it with the message that the mail answers. */
export type Report = {
  kind: ReportKind;
  /** Nylas id of the mail, where the notification named it. */
  mailId: string | null;
  /** For people: short, without addresses. */
  detail: string;
  /** The epoch of the key that was in use when it came. */
  epoch: number;
  atMs: number;
};

/** A report as a notification brings it: about a mail, and the message it answers where its metadata says so. */
export type IncomingReport = {
  kind: ReportKind;
  grantId: string;
  mailId: string | undefined;
  about: string | undefined;
  detail: string;
};

/**
 * Whether a mail is known to have left, or to have failed under the present key. What came back or was complained of had
 * left. Where both were said of one key, the failure stands, since only a person can tell.
 */
export function reportedOf(
  reports: readonly Report[],
  epoch: number,
): { kind: 'left'; id: string | undefined } | { kind: 'failed'; detail: string } | undefined {
  const failedIn = new Set(reports.filter(({ kind }) => kind === 'failed').map((report) => report.epoch));
  const left = reports.findLast((report) => report.kind !== 'failed' && !failedIn.has(report.epoch));
  if (left) return { kind: 'left', id: left.mailId ?? undefined };
  const failed = reports.findLast((report) => report.kind === 'failed' && report.epoch === epoch);
  return failed && { kind: 'failed', detail: failed.detail };
}

/** Ids of mails that did not leave, although the mailbox may show them as sent. */
export function failedMails(reports: readonly Report[]): ReadonlySet<string> {
  return new Set(
    reports.flatMap(({ kind, mailId }) => (kind === 'failed' && mailId !== null ? [mailId] : [])),
  );
}
