import { html } from 'hono/html';
import type { Pause } from '#domain/pause.ts';
import type { Review } from '#domain/review.ts';
import type { HeldRow } from './api/autonomy.ts';
import { heldList } from './page-held.ts';
import { layout, mailText, type Html } from './page-layout.ts';
import { openReview } from './page-review.ts';
import { agoOf, namesOf, statusWords } from './page-words.ts';
import { isoOf } from './api/time.ts';

/** A file of an agent that was refused. */
export type AgentFault = { file: string; line: number; reason: string };

/** The bar over the list; `kept` is text of the person's that would else be lost. */
export type Notice = { kind: 'done' | 'problem'; sentence: string; kept?: string | undefined };

export type ReviewsView = {
  open: readonly Review[];
  /** How many are open, of which `open` are those that wait longest. */
  waiting: string;
  decided: readonly Review[];
  held: readonly HeldRow[];
  faults: readonly AgentFault[];
  pauses: readonly Pause[];
  notice: Notice | undefined;
  nowMs: number;
};

/** The working list: open reviews with everything needed to decide, and the latest decided ones. */
export function reviewsPage(view: ReviewsView): Html {
  const { open, decided, nowMs } = view;
  const content = html`<a class="skip" href="#main">Skip to the reviews</a>
    <header class="top">
      <div>
        <h1>Inreply</h1>
        <p>${countOf(view)}</p>
        <nav aria-label="Page">
          <a href="/">Refresh</a>
          <form method="post" action="/sign-out"><button class="link">Sign out</button></form>
        </nav>
      </div>
    </header>
    <main id="main">
      ${pauseBanner(view.pauses, nowMs)} ${faultBanner(view.faults)} ${noticeBar(view.notice)}
      ${heldList(view.held, nowMs)}
      ${open.length === 0 ? empty() : open.map((review) => openReview(review, nowMs))}
      ${open.length === 0 || view.waiting === String(open.length) ? '' : html`<p class="meta">These ${open.length} wait longest; the others follow as you decide.</p>`}
      ${decided.length === 0 ? '' : decidedList(decided, nowMs)}
    </main>`;
  return layout({ title: open.length === 0 ? 'Reviews' : `(${countOf(view)}) Reviews`, content });
}

function countOf({ open, waiting }: ReviewsView): string {
  return open.length === 0 ? 'Nothing waits' : `${waiting} waiting`;
}

function empty(): Html {
  return html`<section class="empty">
    <h2>Nothing waits for you</h2>
    <p>Replies that need a person appear here, with the message they answer and why they were parked.</p>
  </section>`;
}

function noticeBar(notice: Notice | undefined): Html | '' {
  if (notice === undefined) return '';
  const { kind, sentence, kept } = notice;
  return html`<div class="notice ${kind}" role="${kind === 'done' ? 'status' : 'alert'}">
    <p>${sentence}</p>
    ${
      kept === undefined || kept.trim() === ''
        ? ''
        : html`<details open>
            <summary>The text you wrote</summary>
            ${mailText('The text you wrote', kept)}
          </details>`
    }
  </div>`;
}

function faultBanner(faults: readonly AgentFault[]): Html | '' {
  if (faults.length === 0) return '';
  return html`<section class="notice problem" aria-label="Faults in agent files">
    <p>Some agent files are refused. The last good version stays in force until they are mended.</p>
    <ul>
      ${faults.map(({ file, line, reason }) => html`<li><code>${file}:${line}</code> ${reason}</li>`)}
    </ul>
  </section>`;
}

function pauseBanner(pauses: readonly Pause[], nowMs: number): Html | '' {
  if (pauses.length === 0) return '';
  return html`<section class="notice problem" role="alert" aria-label="What is paused">
    <p>Nothing goes out by itself; what would, waits here. What you approve is sent.</p>
    <ul>
      ${pauses.map(
        ({ agent, because, atMs }) =>
          html`<li>
            ${agent === null ? 'All agents' : `Agent ${agent}`}, paused
            <time datetime="${isoOf(atMs)}">${agoOf(atMs, nowMs)}</time>: <q dir="auto">${because}</q>
          </li>`,
      )}
    </ul>
  </section>`;
}

function decidedList(decided: readonly Review[], nowMs: number): Html {
  return html`<section class="decided" aria-labelledby="decided">
    <h2 id="decided">Lately decided</h2>
    <ul>
      ${decided.map(
        (review) =>
          html`<li>
            <span class="pill ${review.status}">${statusWords[review.status]}</span>
            <span class="what" dir="auto">${review.subject === '' ? '(no subject)' : review.subject}</span>
            <span class="meta">
              <bdi>${namesOf(review.from)}</bdi> ·
              <time datetime="${isoOf(review.updatedAtMs)}">${agoOf(review.updatedAtMs, nowMs)}</time>
              ${review.closedBecause === null ? '' : html` · ${review.closedBecause.detail}`}
            </span>
          </li>`,
      )}
    </ul>
  </section>`;
}
