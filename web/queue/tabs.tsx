import { openCount } from './rows.ts';
import { type Tab, tab } from './shown.ts';

const names: readonly { tab: Tab; name: string }[] = [
  { tab: 'open', name: 'Waiting' },
  { tab: 'held', name: 'Leaving soon' },
  { tab: 'decided', name: 'Decided' },
];

/** What waits, what leaves soon by itself, and what was decided. */
export function Tabs() {
  return (
    <nav class="tabs" aria-label="Queue">
      {names.map((one) => (
        <a
          key={one.tab}
          class="tab"
          href={one.tab === 'open' ? '/' : `/?tab=${one.tab}`}
          aria-current={tab.value === one.tab ? 'page' : undefined}
        >
          {one.name}
          {one.tab === 'open' && openCount.value > 0 ? (
            <span class="tab-count">{openCount.value}</span>
          ) : null}
        </a>
      ))}
    </nav>
  );
}
