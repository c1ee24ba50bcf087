import type { Access } from '#server/sign-in/access.ts';
import { createAccessTokens } from '#store/access-tokens.ts';
import { createSeenPeople } from '#store/seen-people.ts';
import { sessionKeys } from '#store/session-secret.ts';
import { createTries } from '#store/tries.ts';
import type { Context, Stores } from './context.ts';

/** Who may come in, put together from the settings, Redis and the agents. */
export async function signInDesk({ config, agents }: Context, stores: Stores): Promise<Access> {
  const { redis, sessions } = stores;
  return {
    sessions,
    tokens: createAccessTokens(redis, Date.now),
    tries: createTries(redis),
    people: { listed: () => [] },
    seen: createSeenPeople(redis, Date.now),
    grantsOf: (mailbox) => grantsOf(agents.agents(), mailbox),
    keyFor: await sessionKeys(redis, config.signIn.secret),
    byToken: config.signIn.byToken,
  };
}

function grantsOf(
  agents: readonly { config: { mailboxes: readonly { grant: string; address: string }[] } }[],
  mailbox: string,
): string[] {
  return agents
    .flatMap(({ config }) => config.mailboxes)
    .filter(({ grant, address }) => grant === mailbox || address.toLowerCase() === mailbox.toLowerCase())
    .map(({ grant }) => grant);
}
