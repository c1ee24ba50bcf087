import { SMTPServer, type SMTPServerDataStream, type SMTPServerError } from 'smtp-server';
import { receiveMail } from '../nylas/receive.ts';
import { findByAddress, isOwnDomain, type World } from '../world.ts';

const MAX_BYTES = 25 * 1024 * 1024;
const CLOSE_MS = 1_000;

export type SmtpIn = { port: number; close(): Promise<void> };

/**
 * Takes mail for the sandbox's mailboxes over SMTP, as their MX would: no sign-in, no TLS, 25 MB, 550 for strangers.
 * Rejects with the listen error when the port is taken.
 */
export async function listenSmtp(
  world: World,
  { host, port }: { host: string; port: number },
): Promise<SmtpIn> {
  const server = new SMTPServer({
    name: 'sandbox.inreply.test',
    banner: 'Inreply sandbox',
    size: MAX_BYTES,
    rejectOversized: true,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: CLOSE_MS,
    logger: false,
    onRcptTo({ address }, _session, callback) {
      callback(refusalOf(world, address));
    },
    onData(stream, session, callback) {
      const { mailFrom, rcptTo } = session.envelope;
      const envelope = {
        via: 'smtp' as const,
        from: mailFrom ? mailFrom.address : '',
        helo: session.hostNameAppearsAs || 'unknown',
      };
      readAll(stream)
        .then(async (raw) => {
          // An oversized mail was discarded while it was read; smtp-server answers 552 for it.
          if (raw === undefined) return callback(null);
          for (const { address } of rcptTo) {
            const mailbox = findByAddress(world, address);
            if (mailbox) await receiveMail(world, mailbox, raw, envelope);
          }
          return callback(null, 'OK: kept in the mailbox');
        })
        .catch(() => callback(smtpError(451, 'the sandbox could not keep the mail; try again')));
    },
  });
  // A client that hangs up in the middle is no fault of ours.
  server.on('error', () => {});
  const listening = await new Promise<number>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, host, () => {
      server.server.off('error', reject);
      const address = server.server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
  return { port: listening, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

function refusalOf(world: World, address: string): SMTPServerError | null {
  if (findByAddress(world, address)) return null;
  if (isOwnDomain(world, address))
    return smtpError(550, `5.1.1 <${address}>: no such mailbox in the sandbox`);
  return smtpError(
    550,
    `5.7.1 <${address}>: the sandbox does not relay; it takes mail for its own mailboxes`,
  );
}

function smtpError(responseCode: number, message: string): SMTPServerError {
  return Object.assign(new Error(message), { responseCode });
}

/** All bytes of the stream, or undefined for an oversized one. */
async function readAll(stream: SMTPServerDataStream): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    if (!stream.sizeExceeded && chunk instanceof Buffer) chunks.push(chunk);
  }
  return stream.sizeExceeded ? undefined : Buffer.concat(chunks);
}
