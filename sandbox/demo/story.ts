import { createTransport } from 'nodemailer';
import { newMessageId } from '../ids.ts';
import type { Sandbox } from '../start.ts';
import { outcomeOf, type Outcome } from './inreply.ts';
import { type SampleMail, sampleMails } from './mails.ts';

const ends: Record<string, string> = {
  sent: 'answered in its thread',
  review: 'waits for a person',
  skipped: 'no answer needed',
  escalated: 'handed on to a person',
  dead: 'failed; see the log',
  doubt: 'sent perhaps; a person must look',
};

/** Sends the sample mails over SMTP and prints what became of each, in their order. */
export async function tellStory(
  sandbox: Sandbox,
  inreply: { url: string; apiToken: string },
  stop: AbortSignal,
): Promise<void> {
  const sent = await Promise.all(sampleMails.map((mail) => sendOver(sandbox, mail)));
  for (const [at, mail] of sampleMails.entries()) {
    const message = findMessage(sandbox, sent[at]);
    const outcome = message && (await outcomeOf(inreply, message, stop));
    if (stop.aborted) return;
    process.stdout.write(lineOf(mail, outcome));
  }
}

async function sendOver({ host, smtpPort }: Sandbox, mail: SampleMail): Promise<string> {
  const messageId = newMessageId('customer.example');
  const transport = createTransport({ host, port: smtpPort, ignoreTLS: true });
  try {
    await transport.sendMail({ ...mail, messageId });
  } finally {
    transport.close();
  }
  return messageId;
}

function findMessage({ world }: Sandbox, messageId: string | undefined) {
  for (const { messages } of world.mailboxes.values()) {
    for (const message of messages.values()) if (message.messageId === messageId) return message;
  }
  return undefined;
}

function lineOf({ about, from, subject }: SampleMail, outcome: Outcome | undefined): string {
  const who = from.replace(/ <.*/, '');
  const what = outcome ? (ends[outcome.state] ?? outcome.state) : 'is not concluded yet';
  const why = outcome?.reasons.map(({ detail }) => detail).join('; ');
  const category = outcome?.category ? ` [${outcome.category}]` : '';
  return `  ${who}: "${subject}" (${about})\n    → ${what}${category}${why ? `: ${why}` : ''}\n`;
}
