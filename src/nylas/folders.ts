import { PermanentError } from '#errors.ts';
import type { Exchange } from './call.ts';
import { allPages, PAGE_LIMIT } from './pages.ts';
import * as wire from './schema.ts';

const systemFolders = ['inbox', 'sent', 'drafts', 'trash', 'junk', 'archive'] as const;
type SystemFolder = (typeof systemFolders)[number];

/** Names that other providers and IMAP servers use (RFC 6154 attributes come with a backslash). */
const otherNames: Record<string, SystemFolder> = {
  spam: 'junk',
  deleted: 'trash',
  draft: 'drafts',
  all: 'archive',
};

/**
 * Makes the folders of messages comparable: system folders get their plain names, whatever their ids are.
 * Whether Agent Accounts use the names as ids is not known (CONTRACT section 8, item 19). Where they do this asks
 * nothing; an id it does not know costs one listing of the mailbox's folders, kept for the life of the client.
 */
export type NameFolders = (
  grantId: string,
  messages: readonly wire.Message[],
  signal: AbortSignal,
) => Promise<wire.Message[]>;

export function createFolderNames(exchange: Exchange, timeoutMs: number): NameFolders {
  const known = new Map<string, Map<string, string>>();

  const listNames = async (grantId: string, signal: AbortSignal) => {
    const call = {
      operation: 'listFolders',
      method: 'GET',
      route: '/v3/grants/{grant}/folders',
      ids: [grantId],
      query: { limit: PAGE_LIMIT },
      timeoutMs,
    } as const;
    try {
      return await allPages(exchange, call, wire.FolderPage, signal);
    } catch (error) {
      if (error instanceof PermanentError) return []; // ids then stand for themselves
      throw error;
    }
  };

  return async (grantId, messages, signal) => {
    const names = known.get(grantId) ?? new Map<string, string>();
    known.set(grantId, names);
    const strange = messages
      .flatMap(({ folders }) => folders)
      .filter((id) => !systemName(id) && !names.has(id));
    if (strange.length > 0) {
      for (const folder of await listNames(grantId, signal)) names.set(folder.id, nameOf(folder));
      for (const id of strange) if (!names.has(id)) names.set(id, id);
    }
    return messages.map((message) => ({
      ...message,
      folders: message.folders.map((id) => systemName(id) ?? names.get(id) ?? id),
    }));
  };
}

/** What a folder is: by its attributes, else by its name, else its id. */
function nameOf({ id, name, attributes }: wire.Folder): string {
  const marks = attributes.map((attribute) => systemName(attribute.replace(/^\\/, '')));
  return marks.find((mark) => mark !== undefined) ?? systemName(name ?? '') ?? id;
}

function systemName(text: string): SystemFolder | undefined {
  const lower = text.trim().toLowerCase();
  return systemFolders.find((name) => name === lower) ?? otherNames[lower];
}
