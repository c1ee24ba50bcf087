import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { MailDraft } from '#domain/mail.ts';

type Content = Pick<MailDraft, 'to' | 'cc' | 'subject' | 'body'>;

/**
 * A fingerprint of what a draft says and to whom, by which an edit in a mail client is noticed. Only text, link targets
 * and addresses count, so that a mailbox may store the markup in its own way.
 */
export function printOf({ to, cc, subject, body }: Content): string {
  const links = [...body.matchAll(/href="([^"]*)"/g)].map(([, target = '']) => target);
  const text = body.replaceAll(/<[^<>]*>/g, '').replaceAll(/&(?:nbsp|#160);|\s+/g, '');
  const people = [to, cc].map((list) => list.map(({ email }) => email.trim().toLowerCase()).toSorted());
  const whole = JSON.stringify([people, subject.replaceAll(/\s+/g, ' ').trim(), text, links]);
  return createHash('sha256').update(whole).digest('hex').slice(0, 24);
}

const Person = z.looseObject({ email: z.string() });
const Bytes = z.looseObject({
  to: z.array(Person),
  cc: z.array(Person).default([]),
  subject: z.string(),
  body: z.string(),
  metadata: z.record(z.string(), z.string()).default({}),
});

/** The fingerprint of a composed mail. */
export function printOfBytes(bytes: string): string {
  return printOf(Bytes.parse(JSON.parse(bytes)));
}

/**
 * A composed mail as a draft for a version of its review: its fingerprint stands in the metadata, so that a draft nobody
 * edited is known as such later, and the version, so that drafts of one review can be told apart by age.
 */
export function asDraft(bytes: string, version: number): string {
  const mail = Bytes.parse(JSON.parse(bytes));
  const metadata = { ...mail.metadata, print: printOf(mail), version: String(version) };
  return JSON.stringify({ ...mail, metadata });
}

/** The version of the review that a draft was made for; 0 when it does not say. */
export function versionOf({ metadata }: MailDraft): number {
  return Number(metadata['version'] ?? 0) || 0;
}

/** Whether a draft says what we wrote into it; false as well when its metadata no longer tell. */
export function isUntouched(draft: MailDraft): boolean {
  return draft.metadata['print'] === printOf(draft);
}
