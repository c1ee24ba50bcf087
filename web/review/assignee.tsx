import type { Review } from '../api/types.ts';
import { mayDecide, me, people } from '../shell/me.ts';
import { assign } from './changes.ts';

/** Who has the review; a list to give it to somebody. */
export function Assignee({ review }: { review: Review }) {
  const { assignee } = review;
  const own = me.value?.id;
  const others = people.value.filter(({ id, role }) => id !== own && role !== 'viewer');
  const isKnown = assignee === null || assignee === own || others.some(({ id }) => id === assignee);
  return (
    <label>
      <span class="sr-only">Assigned to</span>
      <select
        class="field"
        disabled={!mayDecide.value}
        value={assignee ?? ''}
        onChange={({ currentTarget: { value } }) => void assign(review, value === '' ? null : value)}
      >
        <option value="">Nobody</option>
        {own === undefined ? null : <option value={own}>Me</option>}
        {isKnown ? null : <option value={assignee}>{assignee}</option>}
        {others.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
