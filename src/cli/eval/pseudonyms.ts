import { createRedaction } from '#agent/redact/redaction.ts';
import { robotSender } from '#agent/guard/senders.ts';
import type { Thread } from '#domain/mail.ts';

/** Puts stand-ins in the place of personal data: the same one for the same value, throughout one thread. */
export type Pseudonyms = { text: (text: string) => string };

/**
 * Stand-ins for the addresses, phone, card and account numbers of a thread and the names of those who wrote in it; what the
 * team publishes stays. Order numbers, streets and names that stand in the text alone are not found.
 */
export function pseudonymsFor(thread: Thread, published: string): Pseudonyms {
  const people = thread.messages.flatMap(({ from, to, cc, replyTo }) => [...from, ...to, ...cc, ...replyTo]);
  const redaction = createRedaction({
    kinds: ['email', 'phone', 'card', 'iban', 'ip', 'name'],
    names: people.flatMap(({ name }) => name ?? []),
    published,
    seed: thread.id,
  });
  return {
    text: (text) =>
      redaction
        .mask(text)
        .replaceAll(/\[\[([A-Z]+)_(\d+)_[a-p]{8}\]\]/g, (mark, kind: string, number: string) =>
          standIn(kind, Number(number), redaction.restore(mark)),
        ),
  };
}

/** Looks like what it stands for, so that the mail is read as before; addresses and numbers are nobody's (RFC 2606, RFC 5737). */
function standIn(kind: string, number: number, value: string): string {
  switch (kind) {
    case 'EMAIL':
      // a mailbox that no person reads has to be known as one
      return robotSender(value) === undefined
        ? `person-${number}@redacted.example`
        : `no-reply@robot-${number}.example`;
    case 'NAME':
      return `Person${number}`;
    case 'PHONE':
      return `+1 202 555 ${String(100 + (number % 100)).padStart(4, '0')}`;
    case 'IP':
      return `192.0.2.${number % 256}`;
    default:
      return `${kind} ${number}`;
  }
}
