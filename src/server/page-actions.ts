import { html } from 'hono/html';
import type { Review } from '#domain/review.ts';
import type { Html } from './page-layout.ts';

const ends = {
  proposed: '',
  running: 'begun, no answer known',
  done: 'done',
  failed: 'failed',
  unsure: 'perhaps done: look first',
} as const;

/** What approving does before the reply is sent, in the words of the agent's file, and how far each came. */
export function actionsOf({ actions = [] }: Review): Html | '' {
  if (actions.length === 0) return '';
  return html`<section class="why" aria-label="What approving does">
    <h3>Approving does this first</h3>
    <ul>
      ${actions.map(({ words, status }) => html`<li dir="auto">${words}${ends[status] === '' ? '' : ` (${ends[status]})`}</li>`)}
    </ul>
  </section>`;
}
