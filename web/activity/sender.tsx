import type { Trust } from '../api/types.ts';
import { proofOf, timesWords } from '../review/words.ts';
import { Part } from '../ui/part.tsx';
import { Pill } from '../ui/pill.tsx';
import { wordsOf } from '../words.ts';

/** What is known about who wrote. */
export function Sender({ trust }: { trust: Trust }) {
  const { tone, short, long } = proofOf(trust);
  return (
    <Part title="The sender">
      <p>
        <Pill tone={tone} title={`SPF ${trust.spf}, DKIM ${trust.dkim}, DMARC ${trust.dmarc}`}>
          {short}
        </Pill>{' '}
        <span class="soft">
          {long} {timesWords(trust.seen_before)}
        </span>
      </p>
      {trust.facts.length === 0 ? null : (
        <ul class="reasons">
          {trust.facts.map(({ code, detail }) => (
            <li key={code}>
              <strong>{wordsOf(code)}</strong>
              <span dir="auto">{detail}</span>
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}
