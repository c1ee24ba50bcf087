import { html } from 'hono/html';
import type { Review } from '#domain/review.ts';
import { actionsOf } from './page-actions.ts';
import { mailText, type Html } from './page-layout.ts';
import { senderPart } from './page-trust.ts';
import { agoOf, isWaitingForWorker, nameOf, namesOf } from './page-words.ts';
import { isoOf } from './api/time.ts';

/** One open review: who wrote, what, why it is parked, and the reply with its buttons. */
export function openReview(review: Review, nowMs: number): Html {
  const heading = `r-${review.id}`;
  return html`<article class="card" id="${review.id}" aria-labelledby="${heading}">
    <header>
      <h2 id="${heading}" dir="auto">${review.subject === '' ? '(no subject)' : review.subject}</h2>
      <p class="meta">
        From <bdi class="strong">${namesOf(review.from)}</bdi> ·
        <time datetime="${isoOf(review.createdAtMs)}">${agoOf(review.createdAtMs, nowMs)}</time>
      </p>
      <ul class="pills" aria-label="Classification">
        <li class="pill">${review.agent}</li>
        ${review.category === null ? '' : html`<li class="pill">${review.category}</li>`}
        ${
          review.confidence === null
            ? ''
            : html`<li class="pill">${Math.round(review.confidence * 100)} % sure</li>`
        }
      </ul>
    </header>
    ${reasons(review)} ${senderPart(review.trust)}
    <section aria-label="What they wrote">
      <h3>They wrote</h3>
      ${mailText('Message', review.question)}
    </section>
    ${actionsOf(review)} ${isWaitingForWorker(review) ? waiting(review) : forms(review)}
  </article>`;
}

function reasons({ reasons: all }: Review): Html | '' {
  if (all.length === 0) return '';
  return html`<section class="why" aria-label="Why it waits">
    <h3>Why it waits for you</h3>
    <ul>
      ${all.map(({ code, detail }) => html`<li dir="auto">${detail === '' ? code : detail}</li>`)}
    </ul>
  </section>`;
}

function waiting({ verdict }: Review): Html {
  return html`<p class="waiting">
    ${
      verdict?.kind === 'revise'
        ? html`A new draft is being written: <q dir="auto">${verdict.instruction}</q>`
        : 'Decided; being worked on.'
    }
  </p>`;
}

function forms(review: Review): Html {
  const at = `/reviews/${encodeURIComponent(review.id)}`;
  const id = (name: string) => `${name}-${review.id}`;
  const version = html`<input type="hidden" name="version" value="${review.version}" />`;
  return html`<section aria-label="Reply">
    <h3>The reply</h3>
    <form method="post" action="${at}/approve">
      ${version}
      <p class="meta">To <bdi>${namesOf(review.to)}</bdi>${copies(review)}</p>
      <label for="${id('subject')}">Subject</label>
      <input id="${id('subject')}" name="subject" value="${review.subject}" maxlength="998" dir="auto" />
      <label for="${id('body')}">Text</label>
      ${textArea(id('body'), review.body)} ${citations(review)}
      <button class="primary">Approve and send</button>
    </form>
    <div class="others">
      <details>
        <summary>Ask for changes</summary>
        <form method="post" action="${at}/revise">
          ${version}
          <label for="${id('instruction')}">What should be different?</label>
          <input id="${id('instruction')}" name="instruction" required maxlength="2000" dir="auto" />
          <button>Write a new draft</button>
        </form>
      </details>
      <details>
        <summary>Reject</summary>
        <form method="post" action="${at}/reject">
          ${version}
          <label for="${id('reason')}">Why? <span class="hint">(may stay empty)</span></label>
          <input id="${id('reason')}" name="reason" maxlength="2000" dir="auto" />
          <button class="danger">Reject, send nothing</button>
        </form>
      </details>
    </div>
  </section>`;
}

/** As `mailText`, for text to edit. */
function textArea(id: string, body: string): Html {
  const rows = Math.min(24, Math.max(6, body.split('\n').length + 2));
  const placeholder = 'There is no draft. Write the reply here, in Markdown.';
  // prettier-ignore
  return html`<textarea id="${id}" name="body" rows="${rows}" dir="auto" required placeholder="${placeholder}">
${body}</textarea>`;
}

function copies({ cc, covers }: Review): Html {
  return html`${cc.length === 0 ? '' : html` · Copy to <bdi>${cc.map(nameOf).join(', ')}</bdi>`}
  ${covers.length === 0 ? '' : ` · answers ${covers.length + 1} messages at once`}`;
}

function citations({ citations: all }: Review): Html | '' {
  if (all.length === 0) return '';
  return html`<details class="sources">
    <summary>What it is based on (${all.length})</summary>
    <ul>
      ${all.map(({ text, source }) => html`<li dir="auto"><q>${text}</q> <cite>${source}</cite></li>`)}
    </ul>
  </details>`;
}
