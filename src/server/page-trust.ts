import { html } from 'hono/html';
import type { SenderTrust } from '#domain/trust.ts';
import type { Html } from './page-layout.ts';

/** What is known about who wrote, for the person who decides; nothing where nobody looked. */
export function senderPart(trust: SenderTrust | null | undefined): Html | '' {
  if (trust === null || trust === undefined) return '';
  return html`<section class="why" aria-label="About the sender">
    <h3>About the sender</h3>
    <ul>
      <li>${provenWords(trust)}</li>
      ${trust.facts
        .filter(({ code }) => code !== 'not_authenticated')
        .map(({ detail }) => html`<li dir="auto">${detail}</li>`)}
    </ul>
  </section>`;
}

function provenWords({ alignedDomain, spf, dkim, dmarc, seenBefore }: SenderTrust): string {
  const proof =
    alignedDomain === null
      ? 'The address is not proven: anybody could have written it'
      : `Proven to come from ${alignedDomain}`;
  const checks = `SPF ${spf}, DKIM ${dkim}, DMARC ${dmarc}`;
  return seenBefore === null ? `${proof} (${checks})` : `${proof} (${checks}); ${timesWords(seenBefore)}`;
}

function timesWords(seenBefore: number): string {
  if (seenBefore === 0) return 'never seen here before';
  return seenBefore === 1 ? 'seen here once before' : `seen here ${seenBefore} times before`;
}
