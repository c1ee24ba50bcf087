import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { conversationOf } from '../nylas/clean.ts';
import { textOf } from '../mail/text.ts';
import type { StoredDraft, StoredMessage } from '../mail/types.ts';
import type { Mailbox } from '../nylas/mailbox.ts';
import type { CaughtMail } from '../world.ts';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** One line of the list of threads. */
export type ThreadLine = { id: string; subject: string; about: string };

/** The list of a mailbox's threads, newest first. */
export function threadList(mailbox: Mailbox, lines: ThreadLine[], open: string | undefined): Html {
  if (lines.length === 0) return html`<p class="empty">No mail yet. Write one as a customer.</p>`;
  return html`<ul class="list">
    ${lines.map(
      ({ id, subject, about }) =>
        html`<li>
          <a
            href="/?mailbox=${mailbox.grant.id}&amp;thread=${id}"
            ${id === open ? html`aria-current="true"` : ''}
            ><b>${subject || '(no subject)'}</b><span>${about}</span></a
          >
        </li>`,
    )}
  </ul>`;
}

/** One message with who wrote it, when, and whether it says it was sent by a machine (RFC 3834). */
export function mailView(message: StoredMessage): Html {
  const ours = message.folders.includes('sent');
  const automatic = message.headers.find(({ name }) => name.toLowerCase() === 'auto-submitted')?.value;
  const newest = conversationOf(message.body);
  const whole = textOf(message.body).trim();
  return html`<article class="pane mail ${ours ? 'ours' : ''}">
    <header>
      <b>${nameOf(message)}</b><span>to ${message.to.map(({ email }) => email).join(', ')}</span>
      ${automatic && automatic.toLowerCase() !== 'no' ? html`<span class="mark">${automatic}</span>` : ''}
      ${message.folders.map((folder) => (folder === 'inbox' || folder === 'sent' ? '' : html`<span class="mark">${folder}</span>`))}
      ${timeView(message.date * 1000)}
    </header>
    <p class="text">${newest || whole || '(no text)'}</p>
    ${
      newest !== whole && newest !== ''
        ? html`<details>
            <summary>the whole text</summary>
            <p class="text">${whole}</p>
          </details>`
        : ''
    }
    ${message.attachments.map(({ filename, contentType }) => html`<p class="mark">${filename || contentType}</p>`)}
  </article>`;
}

/** A draft that lies in the thread, waiting for somebody. */
export function draftView(draft: StoredDraft): Html {
  return html`<article class="pane mail ours draft">
    <header>
      <b>Draft</b><span>to ${draft.to.map(({ email }) => email).join(', ')}</span>
      <span class="mark wait">waits for a person</span>${timeView(draft.date * 1000)}
    </header>
    <p class="text">${conversationOf(draft.body) || '(no text)'}</p>
  </article>`;
}

/** Mail that left for addresses outside the sandbox. */
export function outboxView(mails: CaughtMail[]): Html {
  if (mails.length === 0) return html`<p class="empty">Nothing has left yet.</p>`;
  return html`<ul class="list">
    ${mails.map(
      (mail) =>
        html`<li>
          <a href="/?mailbox=${mail.grantId}&amp;thread=${mail.threadId}"
            ><b>${mail.subject || '(no subject)'}</b
            ><span>${mail.from[0]?.email ?? ''} to ${mail.recipient}</span></a
          >
        </li>`,
    )}
  </ul>`;
}

/** The form to write as a customer; with `answers` the mail continues a thread. */
export function writeForm(
  mailbox: Mailbox,
  { from, subject, answers, thread }: { from: string; subject: string; answers: string; thread: string },
): Html {
  const isAnswer = answers !== '';
  return html`<section
    class="pane"
    aria-label="${isAnswer ? 'Answer as the customer' : 'Write as a customer'}"
  >
    <div class="pane-head"><h2>${isAnswer ? 'Answer as the customer' : 'Write as a customer'}</h2></div>
    <form method="post" action="/write">
      <input type="hidden" name="mailbox" value="${mailbox.grant.id}" />
      <input type="hidden" name="in_reply_to" value="${answers}" />
      <input type="hidden" name="thread" value="${thread}" />
      <label
        >From <input name="from" required pattern="[^@]*[^@\\s]@[^@\\s]+" value="${from}" autocomplete="off"
      /></label>
      <label>To <input value="${mailbox.grant.email}" disabled /></label>
      <label>Subject <input name="subject" value="${subject}" autocomplete="off" /></label>
      <label>Text <textarea name="text" required></textarea></label>
      <div><button class="button">Send</button></div>
    </form>
  </section>`;
}

function nameOf({ from: [first] }: StoredMessage): string {
  if (!first) return '(no sender)';
  return first.name ? `${first.name} <${first.email}>` : first.email;
}

function timeView(ms: number): Html {
  const iso = new Date(ms).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`;
}
