import { html } from 'hono/html';
import { plainText } from '#agent/reading/reading.ts';
import type { Message } from '#domain/mail.ts';
import { type Verdict, verdictOf } from './html-order.ts';
import type { Judged } from './measures.ts';

type Html = ReturnType<typeof html>;

const marks: Record<Verdict, string> = {
  danger: 'dangerous',
  wrong: 'not as expected',
  right: 'as expected',
  open: 'not judged',
};

/** A run of a case, which opens to its thread, decision, reasons, draft and sources. */
export function runHtml(run: Judged): Html {
  const { one, take, outcome, result, checks, missing, fault, messages, agent } = run;
  const verdict = verdictOf(run);
  const account = result?.account;
  return html`<details class="case ${verdict}">
    <summary>
      <span class="id">${one.id}${take > 1 ? ` (repeat ${take})` : ''}</span>
      <span class="came">${outcome ?? 'no outcome'}</span>
      <span class="verdict">${marks[verdict]}</span>
    </summary>
    <p class="quiet">
      ${one.place} · agent ${agent}${one.tags.length > 0 ? ` · ${one.tags.join(', ')}` : ''}
      ${account?.category ? ` · ${account.category}, confidence ${account.confidence?.toFixed(2) ?? '–'}` : ''}
    </p>
    ${
      checks.length > 0
        ? html`<ul class="checks">
            ${checks.map(({ right, what, wanted, got }) => html`<li class="${right ? 'good' : 'bad'}">${what}: ${wanted}${right ? '' : html`, but ${got}`}</li>`)}
          </ul>`
        : ''
    }
    ${fault === undefined ? '' : html`<p class="bad">${fault}</p>`}
    ${missing.length > 0 ? html`<p class="bad">No answer is recorded for: ${missing.map(({ name }) => name).join(', ')}</p>` : ''}
    ${
      account
        ? html`<h4>Reasons</h4>
            <ul>
              ${account.reasons.map(({ code, detail }) => html`<li><code>${code}</code> ${detail}</li>`)}
            </ul>`
        : ''
    }
    <h4>Thread</h4>
    ${messages.map(mailHtml)} ${draftHtml(run)}
  </details>`;
}

function mailHtml(message: Message): Html {
  const who = message.from.map(({ name, email }) => (name ? `${name} <${email}>` : email)).join(', ');
  return html`<p class="quiet">${who} · ${new Date(message.dateMs).toISOString()} · ${message.subject}</p>
    <pre dir="auto">${plainText(message).text}</pre>`;
}

/** What each sentence of the draft rests on, as far as it states anything. */
function sourcesHtml({ result }: Judged): Html | string {
  const stated = (result?.account.sources ?? []).filter(
    ({ kind }) => kind !== 'courtesy' && kind !== 'question',
  );
  if (stated.length === 0) return '';
  return html`<h4>Sources</h4>
    <ul>
      ${stated.map(({ sentence, support, kind }) => html`<li class="${support === null ? 'bad' : ''}"><code>${support ?? 'no source'}</code> ${kind}: ${sentence}</li>`)}
    </ul>`;
}

function draftHtml(run: Judged): Html {
  const { result, one } = run;
  const draft = result?.account.draft;
  const body = result === undefined ? '' : result.body || (draft?.body ?? '');
  return html`${
    body === ''
      ? ''
      : html`<h4>Draft</h4>
          <pre dir="auto">${body}</pre>`
  }
  ${sourcesHtml(run)}
  ${
    draft && draft.citations.length > 0
      ? html`<h4>Cited by the model</h4>
          <ul>
            ${draft.citations.map(({ source, text }) => html`<li><code>${source}</code> ${text}</li>`)}
          </ul>`
      : ''
  }
  ${
    one.expect.reference === undefined
      ? ''
      : html`<h4>What a person sent</h4>
          <pre dir="auto">${one.expect.reference}</pre>`
  }`;
}
