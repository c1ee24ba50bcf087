import { Hono } from 'hono';
import { html } from 'hono/html';
import type { AutonomyDesk, HeldRow } from './api/autonomy.ts';
import type { MessageApiDeps } from './api/messages.ts';
import { type Html, mailText } from './page-layout.ts';
import { namesOf } from './page-words.ts';
import type { NodeEnv } from './raw-body.ts';
import { isoOf } from './api/time.ts';

/** So many held replies are shown; the next to leave first. */
const HELD_SHOWN = 50;

export type HeldPageDeps = { autonomy: Pick<AutonomyDesk, 'held'>; takeBack: MessageApiDeps['takeBack'] };

export const heldForPage = ({ autonomy }: Pick<HeldPageDeps, 'autonomy'>): Promise<HeldRow[]> =>
  autonomy.held(HELD_SHOWN);

/** The replies that can still be taken back, each with its text. */
export function heldList(held: readonly HeldRow[], nowMs: number): Html | '' {
  if (held.length === 0) return '';
  return html`<section class="decided" aria-labelledby="held">
    <h2 id="held">Leaving soon</h2>
    <ul>
      ${held.map(
        (row) =>
          html`<li>
            <time class="pill" datetime="${isoOf(row.untilMs)}">${leavesIn(row.untilMs - nowMs)}</time>
            <span class="what" dir="auto">${row.subject === '' ? '(no subject)' : row.subject}</span>
            <span class="meta">to <bdi>${namesOf(row.to)}</bdi></span>
            <details>
              <summary>The reply</summary>
              ${mailText('The reply', row.body)}
            </details>
            <form method="post" action="${undoPath(row)}"><button class="danger">Take it back</button></form>
          </li>`,
      )}
    </ul>
  </section>`;
}

/** `POST /held/{grant}/{message}/undo`; mounted behind the sign-in of the page. */
export function heldRoutes(
  { takeBack }: HeldPageDeps,
  by: string,
  problem: (sentence: string) => Promise<Html>,
): Hono<NodeEnv> {
  const app = new Hono<NodeEnv>();
  app.post('/:grant/:message/undo', async (c) => {
    const { grant, message } = c.req.param();
    const taken = await takeBack(grant, message, by);
    if (taken === 'taken_back') return c.redirect('/?done=undo', 303);
    const sentence = 'It was too late: this reply is on its way, has left, or was stopped already.';
    return c.html(await problem(sentence), taken === 'missing' ? 404 : 409);
  });
  return app;
}

function undoPath({ grantId, messageId }: HeldRow): string {
  return `/held/${encodeURIComponent(grantId)}/${encodeURIComponent(messageId)}/undo`;
}

function leavesIn(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return seconds < 120 ? `in ${seconds} s` : `in ${Math.ceil(seconds / 60)} min`;
}
