import type { Hono } from 'hono';
import { csrf } from 'hono/csrf';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';
import { readFileSync } from 'node:fs';
import { composeMail } from '../mail/compose.ts';
import { newMessageId } from '../ids.ts';
import type { StoredMessage } from '../mail/types.ts';
import { invalid } from '../nylas/errors.ts';
import { resolveGrant } from '../nylas/grants.ts';
import type { SandboxEnv } from '../nylas/http.ts';
import { type Mailbox, messagesOf } from '../nylas/mailbox.ts';
import { receiveMail } from '../nylas/receive.ts';
import type { World } from '../world.ts';
import {
  draftView,
  type Html,
  mailView,
  outboxView,
  threadList,
  type ThreadLine,
  writeForm,
} from './view.ts';

const MAX_LINES = 200;
const asset = (name: string) => readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8');

/** The page: choose a mailbox, write as a customer, read the threads and what has left. */
export function addPageRoutes(app: Hono<SandboxEnv>, world: World): void {
  const style = asset('style.css');
  const script = asset('page.js');
  const secure = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      connectSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  });
  app.get('/assets/style.css', (c) => c.body(style, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/assets/page.js', (c) =>
    c.body(script, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );

  app.get('/', secure, (c) => {
    const mailbox = chosen(world, c.req.query('mailbox'));
    if (!mailbox) throw invalid('the sandbox has no mailbox; create one with POST /v3/connect/custom');
    return c.html(page(world, mailbox, c.req.query('thread')));
  });

  app.post('/write', secure, csrf(), async (c) => {
    const form = await c.req.formData();
    const field = (name: string) => {
      const value = form.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    const mailbox = resolveGrant(world, field('mailbox'));
    const sender = /^(?:(.*?)\s*<)?([^\s<>@"]+@[^\s<>@"]+)>?$/.exec(field('from'));
    if (!sender?.[2]) throw invalid('from: write it as Name <name@example.com>');
    const earlier = [...mailbox.messages.values()].find(
      ({ messageId }) => messageId === field('in_reply_to'),
    );
    const raw = await composeMail({
      from: [{ name: sender[1] ?? '', email: sender[2] }],
      to: [{ name: '', email: mailbox.grant.email }],
      cc: [],
      bcc: [],
      replyTo: [],
      attachments: [],
      customHeaders: [],
      subject: field('subject'),
      body: field('text'),
      isPlaintext: true,
      messageId: newMessageId(sender[2]),
      inReplyTo: earlier?.messageId,
      references: earlier?.messageId ? [...earlier.references.toReversed(), earlier.messageId] : [],
      dateMs: Date.now(),
    });
    const message = await receiveMail(world, mailbox, raw, {
      from: sender[2],
      helo: 'sandbox-page',
      via: 'http',
    });
    return c.redirect(`/?mailbox=${mailbox.grant.id}&thread=${message.threadId}`, 303);
  });
}

function chosen(world: World, grant: string | undefined): Mailbox | undefined {
  if (grant !== undefined) return resolveGrant(world, grant);
  const [first] = world.mailboxes.values();
  return first;
}

function page(world: World, mailbox: Mailbox, threadId: string | undefined): Html {
  const messages = threadId === undefined ? [] : messagesOf(mailbox, threadId);
  const outbox = world.outbox.all().slice(-50).toReversed();
  const handedOn = world.options.smtpOut
    ? ` Mail to the outside is handed on to ${world.options.smtpOut}.`
    : '';
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Inreply sandbox</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/style.css" />
        <script src="/assets/page.js" defer></script>
      </head>
      <body>
        <p class="notice">
          This is an offline stand-in for Nylas and for a model, for trying and testing. The mailboxes are
          made up, answers come from simple rules, not from a model, and no mail leaves for the
          internet.${handedOn}
        </p>
        <div class="top">
          <h1>Inreply sandbox</h1>
          <nav class="tabs" aria-label="Mailboxes">${tabs(world, mailbox)}</nav>
          <p class="state" id="state" data-live>${stateOf(world)}</p>
        </div>
        <div class="columns ${messages.length > 0 ? 'open' : ''}">
          <div class="side">
            <section class="pane" aria-label="Threads">
              <div class="pane-head">
                <h2>Threads</h2>
                <a class="button" href="/?mailbox=${mailbox.grant.id}">New mail</a>
              </div>
              <div id="threads" data-live>${threadList(mailbox, linesOf(mailbox), threadId)}</div>
            </section>
            <section class="pane" aria-label="Outbox">
              <div class="pane-head"><h2>Sent to customers</h2></div>
              <div id="outbox" data-live>${outboxView(outbox)}</div>
            </section>
          </div>
          <main class="thread">
            ${messages.length > 0 ? threadView(mailbox, messages) : writeForm(mailbox, newMail)}
          </main>
        </div>
      </body>
    </html>`;
}

const newMail = { from: 'Ann Example <ann@customer.example>', subject: '', answers: '', thread: '' };

function threadView(mailbox: Mailbox, messages: readonly StoredMessage[]): Html {
  const [first] = messages;
  const threadId = first?.threadId ?? '';
  const drafts = mailbox.drafts.threads.get(threadId) ?? [];
  const customer = messages.find(({ folders }) => !folders.includes('sent'))?.from[0] ?? first?.to[0];
  const subject = first?.subject ?? '';
  return html`<h2>${subject || '(no subject)'}</h2>
    <div class="thread" id="mails" data-live>${messages.map(mailView)}${drafts.map(draftView)}</div>
    ${writeForm(mailbox, {
      from: customer?.name ? `${customer.name} <${customer.email}>` : (customer?.email ?? ''),
      subject: /^re:/i.test(subject) ? subject : `Re: ${subject}`,
      answers: messages.findLast(({ messageId }) => messageId !== undefined)?.messageId ?? '',
      thread: threadId,
    })}`;
}

function tabs(world: World, open: Mailbox): Html[] {
  return [...world.mailboxes.values()].map(
    ({ grant }) =>
      html`<a href="/?mailbox=${grant.id}" ${grant.id === open.grant.id ? html`aria-current="page"` : ''}
        >${grant.email}</a
      >`,
  );
}

function linesOf(mailbox: Mailbox): ThreadLine[] {
  const waiting = new Set([...mailbox.drafts.values()].map(({ threadId }) => threadId));
  return [...mailbox.messages.threads]
    .flatMap(([id, all]) => {
      const newest = all.at(-1);
      if (!newest) return [];
      const answered = newest.folders.includes('sent');
      const who = answered
        ? `answered ${newest.to[0]?.email ?? ''}`
        : (newest.from[0]?.email ?? '(no sender)');
      const about = waiting.has(id) ? `waits for a person · ${who}` : who;
      const count = all.length > 1 ? `${all.length} messages · ` : '';
      return [{ id, subject: all[0]?.subject ?? '', about: `${count}${about}`, sequence: newest.sequence }];
    })
    .toSorted((a, b) => b.sequence - a.sequence)
    .slice(0, MAX_LINES);
}

function stateOf(world: World): string {
  const active = [...world.webhooks.destinations.values()].filter(({ status }) => status === 'active').length;
  const last = world.webhooks.deliveries().at(-1);
  const told = last ? `, last delivery ${last.status}` : '';
  return `${active} webhook destination${active === 1 ? '' : 's'}${told} · ${world.model.calls().length} questions to the stand-in model`;
}
