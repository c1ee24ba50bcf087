import { authenticationOf } from '#agent/trust/authentication.ts';
import { senderTrust } from '#agent/trust/sender-trust.ts';
import { authorOf } from '#agent/trust/strangers.ts';
import type { Message, Thread } from '#domain/mail.ts';
import type { SenderTrust } from '#domain/trust.ts';
import type { Served } from './answer.ts';
import type { Deps } from './deps.ts';

/** Who wrote a mail that is to be answered; that they wrote is remembered. */
export async function senderOf(
  deps: Deps,
  { agent, mailbox }: Served,
  thread: Thread,
  target: Message,
): Promise<SenderTrust> {
  const { config } = agent;
  const { verifiedSender } = authenticationOf(target, config.trust.checked_by);
  const seenBefore = await deps.senders.note({
    grantId: target.grantId,
    sender: authorOf(target),
    proven: verifiedSender !== null,
    messageId: target.id,
    nowMs: deps.now(),
  });
  const ownAddresses = deps.ownAddresses();
  return senderTrust({ config, mailboxAddress: mailbox.address, ownAddresses, thread, target, seenBefore });
}
