import { createRoute, z } from '@hono/zod-openapi';
import type { AgentConfig } from '#domain/agent-config.ts';
import { seesMailbox } from '#domain/person.ts';
import { createApi } from './base.ts';
import { GrantId } from './common-json.ts';
import { answers } from './declare.ts';

/** A mailbox that an agent answers. */
export type MailboxRow = {
  grantId: string;
  address: string;
  agent: string;
  mode: AgentConfig['mode'];
  /** What people make of drafts is kept to learn from. */
  learn: boolean;
};

export type MailboxApiDeps = { mailboxes: () => MailboxRow[] };

export const ModeJson = z
  .enum(['off', 'shadow', 'review', 'auto'])
  .meta({ description: 'What the agent may do by itself.' });

const listMailboxes = createRoute({
  method: 'get',
  path: '/api/mailboxes',
  operationId: 'listMailboxes',
  summary: 'The mailboxes you see',
  tags: ['Agents'],
  responses: answers(
    200,
    z.object({
      mailboxes: z.array(
        z.object({
          grant_id: GrantId,
          address: z.string(),
          agent: z.string(),
          mode: ModeJson,
          learn: z.boolean().meta({ description: 'What people make of drafts is kept to learn from.' }),
        }),
      ),
    }),
    'Each with the agent that answers it, by address.',
  ),
});

export type MailboxRoutes = typeof listMailboxes;

/** `/api/mailboxes`: the mailboxes of a person's scope, for filters and for starting a letter. */
export function mailboxApi({ mailboxes }: MailboxApiDeps) {
  const api = createApi();
  api.openapi(listMailboxes, (c) => {
    const seen = mailboxes().filter(({ grantId }) => seesMailbox(c.var.who, grantId));
    const rows = seen.toSorted((a, b) => a.address.localeCompare(b.address));
    return c.json(
      {
        mailboxes: rows.map(({ grantId, address, agent, mode, learn }) => ({
          grant_id: grantId,
          address,
          agent,
          mode,
          learn,
        })),
      },
      200,
    );
  });
  return api;
}
