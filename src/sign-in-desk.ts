import { createOidc, type Oidc } from '#server/sign-in/oidc.ts';
import type { Access } from '#server/sign-in/access.ts';
import { createAccessTokens } from '#store/access-tokens.ts';
import { noteAudit } from '#store/audit.ts';
import { createOidcFlows } from '#store/oidc-flows.ts';
import { watchPeople } from '#store/people-file.ts';
import { createSeenPeople } from '#store/seen-people.ts';
import { sessionKeys } from '#store/session-secret.ts';
import { createTries } from '#store/tries.ts';
import type { Context, Stores } from './context.ts';

/** Who may come in, put together from the settings, the file of people, Redis and the agents. */
export async function signInDesk(
  context: Context,
  stores: Stores,
  stack: AsyncDisposableStack,
  stopping: AbortSignal,
): Promise<Access> {
  const { secret, byToken, proxies } = context.config.signIn;
  const { redis, sessions } = stores;
  const people = await peopleOf(context, stack);
  const grants = grantsOf(context);
  return {
    sessions,
    tokens: createAccessTokens(redis, Date.now),
    tries: createTries(redis),
    people,
    seen: createSeenPeople(redis, Date.now),
    grantsOf: grants,
    keyFor: await sessionKeys(redis, secret),
    byToken,
    oidc: oidcOf(context, stores, { people, grantsOf: grants, signal: stopping }),
    proxies,
    audit: (line) => noteAudit(redis, line),
  };
}

async function peopleOf({ config, events }: Context, stack: AsyncDisposableStack): Promise<Access['people']> {
  const { peopleFile } = config.signIn;
  if (peopleFile === undefined) return { listed: () => [] };
  const registry = await watchPeople({
    file: peopleFile,
    env: config.env,
    onChange: (people) => events.peopleLoaded(people),
    onFault: (fault) => events.peopleFault(fault),
  });
  return stack.use(registry);
}

function oidcOf(
  { config }: Context,
  { redis }: Stores,
  deps: Pick<Access, 'people' | 'grantsOf'> & { signal: AbortSignal },
): Oidc | undefined {
  const { oidc } = config.signIn;
  const { publicUrl } = config.http;
  if (oidc === undefined || publicUrl === undefined) return undefined;
  return createOidc({ ...oidc, publicUrl }, { ...deps, flows: createOidcFlows(redis), now: Date.now });
}

/** By grant, or by address whatever its case. */
function grantsOf({ agents }: Context): Access['grantsOf'] {
  return (mailbox) =>
    agents
      .agents()
      .flatMap(({ config }) => config.mailboxes)
      .filter(({ grant, address }) => grant === mailbox || address.toLowerCase() === mailbox.toLowerCase())
      .map(({ grant }) => grant);
}
