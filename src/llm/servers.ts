import type { Clock, ModelServer } from '#domain/ports.ts';
import { type Complete, createComplete } from './complete.ts';
import type { Server } from './fault.ts';

const OPENAI_URL = 'https://api.openai.com/v1';

/** A server that is asked; `takesCacheKey` says whether it may be sent `prompt_cache_key`. */
export type KnownServer = { complete: Complete; server: Server; takesCacheKey: boolean };

/** Servers by who they are: what is learnt about one, and its connections, are kept for as long as the process lives. */
export function createServers(options: {
  apiKey: string;
  baseUrl: string | undefined;
  timeoutMs: number;
  now: Clock;
}): (named: ModelServer | undefined) => KnownServer {
  const { timeoutMs, now } = options;
  const known = new Map<string, KnownServer>();
  const usual = { apiKey: options.apiKey, baseUrl: options.baseUrl ?? OPENAI_URL };

  return (named) => {
    const { apiKey, baseUrl } = named ?? usual;
    const key = `${named?.name ?? ''} ${baseUrl} ${apiKey}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const server: Server = { base: withoutCredentials(baseUrl), ...settingsOf(named?.name) };
    const takesCacheKey = named?.takesCacheKey === true || new URL(baseUrl).hostname === 'api.openai.com';
    const complete = createComplete({ server, apiKey, baseUrl, timeoutMs, now });
    const made = { complete, server, takesCacheKey };
    known.set(key, made);
    return made;
  };
}

/** The server of OPENAI_BASE_URL, or OpenAI's own. */
export function usualServer(given: string | undefined): { baseUrl: string; server: Server } {
  const baseUrl = given ?? OPENAI_URL;
  return { baseUrl, server: { base: withoutCredentials(baseUrl), ...settingsOf(undefined) } };
}

/** The settings a person would look at for the server. */
function settingsOf(provider: string | undefined): Omit<Server, 'base'> {
  if (provider === undefined) {
    return { keySetting: 'OPENAI_API_KEY', urlSetting: 'OPENAI_BASE_URL', modelSetting: 'OPENAI_MODEL' };
  }
  const group = `providers.${provider}`;
  return { keySetting: `${group}.api_key`, urlSetting: `${group}.base_url`, modelSetting: 'models' };
}

function withoutCredentials(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
