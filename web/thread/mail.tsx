import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ThreadMessage } from '../api/types.ts';
import { countOf } from '../format.ts';
import { Icon } from '../ui/icon.tsx';
import { Pill } from '../ui/pill.tsx';
import { At } from '../ui/time.tsx';
import { nameOf } from '../review/words.ts';

export type MailProps = {
  mail: ThreadMessage;
  /** Where its HTML is to be had, made harmless. */
  htmlPath: string;
  /** Whether it is unfolded at first. */
  open: boolean;
  /** More about it, at the right of its head. */
  children?: ComponentChildren;
};

/** One mail of a thread: folded to a line, or its text, with quotes and signature behind a button. */
export function Mail({ mail, htmlPath, open, children }: MailProps) {
  const [isOpen, setOpen] = useState(open);
  const [asHtml, setAsHtml] = useState(false);
  const from = mail.from.map((one) => one.name || one.email).join(', ');
  return (
    <li class={mail.direction === 'out' ? 'mail mail-ours' : 'mail'}>
      <div class="mail-head">
        <button class="mail-fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <span class="mail-from" dir="auto" title={mail.from.map(nameOf).join(', ')}>
            {from}
          </span>
          {mail.direction === 'out' ? (
            <Pill tone="accent">{mail.by_inreply ? 'Inreply' : 'your side'}</Pill>
          ) : null}
          {isOpen ? null : (
            <span class="mail-glimpse" dir="auto">
              {mail.text.slice(0, 200)}
            </span>
          )}
          {mail.attachments.length > 0 ? <Icon name="paperclip" size={14} /> : null}
        </button>
        {children}
        <span class="mail-at">
          <At at={mail.at} />
        </span>
      </div>
      {isOpen ? (
        <div class="mail-body">
          <Warnings mail={mail} />
          {asHtml ? (
            <iframe
              class="mail-frame"
              title={`HTML of the mail from ${from}`}
              src={htmlPath}
              sandbox="allow-popups allow-popups-to-escape-sandbox"
              referrerpolicy="no-referrer"
            />
          ) : (
            <Text mail={mail} />
          )}
          <Attachments mail={mail} />
          {mail.has_html ? (
            <button class="btn-small" onClick={() => setAsHtml(!asHtml)}>
              {asHtml ? 'Show as text' : 'Show as HTML'}
            </button>
          ) : null}
        </div>
      ) : null}
    </li>
  );
}

function Warnings({ mail }: { mail: ThreadMessage }) {
  const { hidden_text: hides, remote_images: images, notes } = mail;
  const words = [
    ...(hides ? ['It hides text from its reader; only what can be seen is shown.'] : []),
    ...(images > 0
      ? [`${countOf(images, 'picture')} from outside ${images === 1 ? 'is' : 'are'} not loaded.`]
      : []),
    ...notes,
  ];
  if (words.length === 0) return null;
  return (
    <ul class={hides ? 'mail-warn mail-warn-strong' : 'mail-warn'}>
      {words.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

function Text({ mail }: { mail: ThreadMessage }) {
  const { text, quoted, signature, forwarded } = mail;
  return (
    <>
      <div class="mail-text" dir="auto">
        {text === '' ? <span class="soft">(no text of its own)</span> : text}
      </div>
      {forwarded === null ? null : (
        <blockquote class="mail-forward" dir="auto">
          <p class="soft">
            Forwarded{forwarded.from === null ? '' : `, said to be from ${forwarded.from}`}
            {forwarded.date === null ? '' : `, ${forwarded.date}`}
            {forwarded.subject === null ? '' : `: ${forwarded.subject}`}
          </p>
          <div class="mail-text">{forwarded.text}</div>
        </blockquote>
      )}
      <Folded name="quoted text" text={quoted} />
      <Folded name="signature" text={signature} />
    </>
  );
}

function Folded({ name, text }: { name: string; text: string | null }) {
  const [isOpen, setOpen] = useState(false);
  if (text === null || text.trim() === '') return null;
  return (
    <>
      <button class="fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? 'Hide' : 'Show'} {name}
      </button>
      {isOpen ? (
        <div class="mail-text mail-quoted" dir="auto">
          {text}
        </div>
      ) : null}
    </>
  );
}

function Attachments({ mail: { attachments } }: { mail: ThreadMessage }) {
  if (attachments.length === 0) return null;
  return (
    <ul class="files" aria-label="Attachments">
      {attachments.map(({ name, size, type }, at) => (
        <li key={at} class="file" title={type ?? undefined}>
          <Icon name="paperclip" size={14} />
          <bdi>{name}</bdi>
          {size === null ? null : <span class="soft">{sizeText(size)}</span>}
        </li>
      ))}
    </ul>
  );
}

/** `812 B`, `34 KB`, `2.1 MB`. */
function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
