import { useState } from 'preact/hooks';
import type { Review } from '../api/types.ts';
import { Icon } from '../ui/icon.tsx';
import { needsSource, segmentsOf } from './segments.ts';
import { nameOf, sourceName } from './words.ts';

/** The reply as it would leave, with what each of its sentences rests on beside it. */
export function Draft({ review }: { review: Review }) {
  const [lit, setLit] = useState<string | null>(null);
  const { sources, body } = review;
  if (body.trim() === '') {
    return (
      <div class="draft">
        <Envelope review={review} />
        <p class="draft-none">
          There is no draft. Write the reply yourself (<kbd>E</kbd>), or have one written (<kbd>V</kbd>).
        </p>
      </div>
    );
  }
  const supports = [...new Set(sources.flatMap(({ support }) => (support === null ? [] : [support])))];
  const hasClaims = sources.some(needsSource);
  return (
    <div class="draft">
      <Envelope review={review} />
      <div class={hasClaims ? 'draft-columns' : ''}>
        <div class="draft-text" dir="auto">
          {segmentsOf(body, sources).map(({ text, at }, place) => {
            const one = at === null ? undefined : sources[at];
            if (one === undefined || !needsSource(one)) return text;
            return (
              <Said
                key={place}
                text={text}
                support={one.support}
                supports={supports}
                lit={lit}
                onLit={setLit}
              />
            );
          })}
        </div>
        {hasClaims ? <Sources review={review} supports={supports} lit={lit} onLit={setLit} /> : null}
      </div>
    </div>
  );
}

/** The source whose sentences are lit up; empty for those that have none. */
type Light = { supports: readonly string[]; lit: string | null; onLit: (support: string | null) => void };

function Said({ text, support, supports, lit, onLit }: Light & { text: string; support: string | null }) {
  const key = support ?? '';
  const number = supports.indexOf(key) + 1;
  return (
    <span
      class={saidClass(support === null, lit === key)}
      onMouseEnter={() => onLit(key)}
      onMouseLeave={() => onLit(null)}
      onFocusIn={() => onLit(key)}
      onFocusOut={() => onLit(null)}
    >
      {text}
      <button
        class="cite"
        aria-label={number === 0 ? 'No source for this' : `Source ${number}: ${sourceName(key)}`}
        title={number === 0 ? 'Nothing that it was given supports this' : sourceName(key)}
      >
        {number === 0 ? '?' : number}
      </button>
    </span>
  );
}

function Sources({ review, supports, lit, onLit }: Light & { review: Review }) {
  const bare = review.sources.filter((one) => needsSource(one) && one.support === null).length;
  return (
    <aside class="sources" aria-label="What the reply rests on">
      <ol>
        {supports.map((support, at) => (
          <li
            key={support}
            class={lit === support ? 'source source-lit' : 'source'}
            onMouseEnter={() => onLit(support)}
            onMouseLeave={() => onLit(null)}
          >
            <span class="cite cite-static">{at + 1}</span>
            <span>
              <span class="source-name">{sourceName(support)}</span>
              <Cited review={review} support={support} />
            </span>
          </li>
        ))}
        {bare === 0 ? null : (
          <li class={lit === '' ? 'source source-none source-lit' : 'source source-none'}>
            <span class="cite cite-static">?</span>
            <span>
              {bare === 1 ? 'One sentence has' : `${bare} sentences have`} no source. Check before it leaves.
            </span>
          </li>
        )}
      </ol>
    </aside>
  );
}

function saidClass(isBare: boolean, isLit: boolean): string {
  return `said${isBare ? ' said-bare' : ''}${isLit ? ' said-lit' : ''}`;
}

function Cited({ review, support }: { review: Review; support: string }) {
  const cited = review.citations.find(({ source }) => source === support);
  return cited === undefined ? null : (
    <q class="source-text" dir="auto">
      {cited.text}
    </q>
  );
}

/** To whom it goes, and under what subject. */
function Envelope({ review: { to, cc, subject } }: { review: Review }) {
  return (
    <dl class="envelope">
      <div>
        <dt>To</dt>
        <dd>
          <bdi>{to.map(nameOf).join(', ')}</bdi>
        </dd>
      </div>
      {cc.length === 0 ? null : (
        <div>
          <dt>Cc</dt>
          <dd>
            <Icon name="alert" size={13} /> <bdi>{cc.map(nameOf).join(', ')}</bdi>
          </dd>
        </div>
      )}
      <div>
        <dt>Subject</dt>
        <dd dir="auto">{subject === '' ? '(no subject)' : subject}</dd>
      </div>
    </dl>
  );
}
