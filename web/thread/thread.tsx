import { type ComponentChildren, Fragment } from 'preact';
import { useState } from 'preact/hooks';
import type { Thread, ThreadMessage } from '../api/types.ts';
import { countOf } from '../format.ts';
import { Mail } from './mail.tsx';

type ThreadProps = {
  thread: Thread;
  /** Mails that are unfolded at first, beside the newest one. */
  openIds?: readonly string[];
  /** More about a mail, at the right of its head. */
  about?: (mail: ThreadMessage) => ComponentChildren;
};

/** From so many mails on, those in the middle are behind a button. */
const MANY = 6;

/** The mails of a thread in their order, newest last. */
export function ThreadMails({ thread, openIds = [], about }: ThreadProps) {
  const [all, setAll] = useState(false);
  const { messages, truncated, grant_id: grant, thread_id: id } = thread;
  const isFolded = !all && messages.length > MANY;
  const shown = isFolded ? [...messages.slice(0, 1), ...messages.slice(-3)] : messages;
  const newest = messages.at(-1)?.id;
  return (
    <>
      {truncated ? <p class="soft">Older messages of this thread are only in the mailbox.</p> : null}
      <ol class="mails">
        {shown.map((mail, at) => (
          <Fragment key={mail.id}>
            {isFolded && at === 1 ? (
              <li class="mails-more">
                <button class="fold" onClick={() => setAll(true)}>
                  Show {countOf(messages.length - shown.length, 'message')} between
                </button>
              </li>
            ) : null}
            <Mail
              mail={mail}
              htmlPath={htmlPath(grant, id, mail.id)}
              open={mail.id === newest || openIds.includes(mail.id)}
            >
              {about?.(mail)}
            </Mail>
          </Fragment>
        ))}
      </ol>
    </>
  );
}

/** Where the HTML of a mail is to be had, made harmless, for a sandboxed frame. */
export function htmlPath(grant: string, thread: string, mail: string): string {
  return `${threadPath(grant, thread)}/messages/${encodeURIComponent(mail)}/html`;
}

/** The path of a thread in the API. */
export function threadPath(grant: string, thread: string): string {
  return `/api/threads/${encodeURIComponent(grant)}/${encodeURIComponent(thread)}`;
}
