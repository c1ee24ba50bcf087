import { once } from 'node:events';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import { freePort } from './world.ts';

/** Somebody whom the provider knows, by the name they sign in with there. */
export type Account = { email: string; email_verified: boolean; name?: string; groups?: string[] };

export type TestProvider = AsyncDisposable & {
  issuer: string;
  client: { id: string; secret: string };
};

/** A real OpenID provider on this machine, with its own pages to sign in and consent; any password is right there. */
export async function startProvider(
  redirectUri: string,
  accounts: Record<string, Account>,
): Promise<TestProvider> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const client = { id: 'inreply', secret: 'a-secret-that-only-the-two-know' };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, ...accounts[id] }),
    }),
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
    pkce: { required: () => true },
    cookies: { keys: ['for tests'] },
  });
  const answer = provider.callback();
  const server = createServer((request, response) => void answer(request, response));
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return {
    issuer,
    client,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
