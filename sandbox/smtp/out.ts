import { createTransport } from 'nodemailer';

const TIMEOUT_MS = 10_000;

/** Hands a mail on to another SMTP server, one attempt. A refusal is printed: the copy in the outbox stays. */
export async function handOn(
  server: string,
  mail: { from: string; to: string[]; raw: Uint8Array },
): Promise<void> {
  const { hostname, port } = new URL(server);
  const transport = createTransport({
    host: hostname,
    port: Number(port || 25),
    ignoreTLS: true,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  });
  try {
    await transport.sendMail({ envelope: { from: mail.from, to: mail.to }, raw: Buffer.from(mail.raw) });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`sandbox: ${server} did not take a mail: ${why}\n`);
  } finally {
    transport.close();
  }
}
