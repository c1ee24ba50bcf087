import type { Agent } from '#domain/agent-config.ts';
import type { MailboxRow } from '#server/api/mailboxes.ts';

/** The mailboxes that agents answer. */
export function mailboxRows(agents: readonly Agent[]): MailboxRow[] {
  return agents.flatMap(({ name, config: { mailboxes, mode } }) =>
    mailboxes.map(({ grant, address }) => ({ grantId: grant, address, agent: name, mode })),
  );
}
