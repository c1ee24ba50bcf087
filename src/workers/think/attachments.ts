import { attachmentsToRead, contentKey, withContents, type Wanted } from '#agent/reading/attachments.ts';
import { type Reading, unansweredIn } from '#agent/reading/reading.ts';
import type { Agent } from '#domain/agent-config.ts';
import type { AttachmentsConfig } from '#domain/attachments-config.ts';
import type { Extracted } from '#domain/extract.ts';
import type { Thread } from '#domain/mail.ts';
import { PermanentError } from '#errors.ts';
import type { Lease } from '#store/lease.ts';
import type { Deps } from '#workers/deps.ts';
import type { Trace } from '#workers/trace.ts';

/** Characters of one file that are kept; how much of all files is shown is decided later. */
const maxCharacters = 24_000;

/**
 * Downloads and reads the files of the mails that are answered, when the agent allows it. Without its permission nothing is
 * fetched, and every file stays said to be unread. Throws what the download throws when trying later may help.
 */
export async function readAttachments(
  deps: Pick<Deps, 'nylas' | 'extract'>,
  lease: Lease,
  { agent, thread }: { agent: Agent; thread: Thread },
  conversation: Reading[],
  trace: Trace,
): Promise<Reading[]> {
  const config = agent.config.attachments;
  if (config?.read !== true) return conversation;
  const contents = new Map<string, Extracted>();
  for (const wanted of attachmentsToRead(thread.messages, unansweredIn(conversation), config)) {
    const content = await trace.step(
      'read attachment',
      () => readOne(deps, lease, config, wanted),
      (it) =>
        it.kind === 'read' ? (it.isPaged ? `${it.pages.length} pages` : 'read') : `not read: ${it.because}`,
    );
    contents.set(contentKey(wanted.messageId, wanted.attachment.id), content);
  }
  return withContents(conversation, contents, config);
}

async function readOne(
  { nylas, extract }: Pick<Deps, 'nylas' | 'extract'>,
  lease: Lease,
  { max_mb, max_pages }: AttachmentsConfig,
  { messageId, attachment }: Wanted,
): Promise<Extracted> {
  const maxBytes = max_mb * 1024 * 1024;
  const query = { messageId, attachmentId: attachment.id, maxBytes };
  const bytes = await nylas.readAttachment(lease.grantId, query, lease.signal).catch(unlessRefused);
  if (bytes === 'gone') return { kind: 'unread', because: 'it is no longer there' };
  if (bytes === 'refused') return { kind: 'unread', because: 'it could not be fetched' };
  if (bytes === 'too large') return { kind: 'unread', because: `it is larger than ${max_mb} MB` };
  const file = { name: attachment.filename ?? '', claimedType: attachment.contentType, bytes };
  return extract(file, { maxPages: max_pages, maxCharacters }, lease.signal);
}

function unlessRefused(error: unknown): 'refused' {
  if (error instanceof PermanentError) return 'refused';
  throw error;
}
