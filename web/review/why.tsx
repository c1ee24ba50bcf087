import type { Review } from '../api/types.ts';
import { shareText } from '../format.ts';
import { Icon } from '../ui/icon.tsx';
import { wordsOf } from '../words.ts';
import { categoryName } from './words.ts';

/** Why a person has to look, in words, with what it was this time. */
export function Why({ review }: { review: Review }) {
  const { reasons, risk } = review;
  const because = review.risk_because.filter(
    (words) => !reasons.some(({ detail }) => detail.includes(words)),
  );
  if (reasons.length === 0 && risk !== 'high') return null;
  return (
    <section class={risk === 'high' ? 'why why-high' : 'why'} aria-label="Why it waits">
      <Icon name="alert" size={16} />
      <div>
        <ul>
          {reasons.map(({ code, detail }) => (
            <li key={code + detail}>
              <strong>{wordsOf(code)}.</strong>{' '}
              {detail === '' ? null : <span dir="auto">{sentence(detail)}</span>}
            </li>
          ))}
        </ul>
        {risk === 'high' && because.length > 0 ? (
          <p class="why-risk">
            <strong>High risk:</strong> {because.join('; ')}.
          </p>
        ) : null}
      </div>
    </section>
  );
}

function sentence(detail: string): string {
  const text = detail.charAt(0).toUpperCase() + detail.slice(1);
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** What the model took it for, and how sure it was. */
export function categoryText({ category, confidence }: Pick<Review, 'category' | 'confidence'>): string {
  const name = categoryName(category);
  return confidence === null ? name : `${name}, ${shareText(confidence)} sure`;
}
