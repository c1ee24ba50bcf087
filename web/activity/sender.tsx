import type { Trust } from '../api/types.ts';
import { countOf } from '../format.ts';
import { Part } from '../ui/part.tsx';
import { wordsOf } from '../words.ts';

/** What is known about who wrote. */
export function Sender({ trust }: { trust: Trust }) {
  const { verified_sender, spf, dkim, dmarc, seen_before, facts } = trust;
  return (
    <Part title="The sender">
      <ul class="reasons">
        <li>
          <strong>{verified_sender === null ? 'Not proven' : 'Proven'}</strong>
          <span>
            {verified_sender ?? 'Anybody could have written this address there.'} SPF {spf}, DKIM {dkim},
            DMARC {dmarc}.
          </span>
        </li>
        {seen_before === null ? null : (
          <li>
            <strong>
              {seen_before === 0 ? 'Never seen here before' : `Seen here ${countOf(seen_before, 'time')}`}
            </strong>
          </li>
        )}
        {facts.map(({ code, detail }) => (
          <li key={code}>
            <strong>{wordsOf(code)}</strong>
            <span dir="auto">{detail}</span>
          </li>
        ))}
      </ul>
    </Part>
  );
}
