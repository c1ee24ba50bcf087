import { Icon } from '../ui/icon.tsx';
import { openCount } from '../queue/rows.ts';
import { openHelp } from './help.tsx';
import { me } from './me.ts';
import { views } from './views.ts';
import { openYou } from './you.tsx';

/** The rail on the left; on phones the bar at the bottom. */
export function Nav({ current }: { current: string | undefined }) {
  return (
    <nav class="rail" aria-label="Views">
      <a class="brand" href="/" aria-label="Inreply, to the reviews">
        <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
          <rect width="32" height="32" rx="8" class="brand-tile" />
          <path d="M14 9v4c7 0 10 4 10 10-2.5-3.5-5.5-5-10-5v4l-7-6.500z" fill="#fff" />
        </svg>
      </a>
      <ul>
        {views.map(({ name, roots, icon, key }) => (
          <li key={name}>
            <a
              href={`/${roots[0] ?? ''}`}
              class="rail-link"
              aria-current={name === current ? 'page' : undefined}
              title={`${name} (G then ${key.toUpperCase()})`}
            >
              <Icon name={icon} />
              <span>{name}</span>
              {icon === 'inbox' && openCount.value > 0 ? (
                <span class="rail-count" aria-label={`${openCount.value} open`}>
                  {openCount.value > 999 ? '999+' : openCount.value}
                </span>
              ) : null}
            </a>
          </li>
        ))}
      </ul>
      <div class="rail-foot">
        <button class="rail-link" onClick={openHelp} title="Keyboard shortcuts (?)">
          <Icon name="keyboard" />
          <span>Keys</span>
        </button>
        <button class="rail-link" onClick={openYou} title={me.value?.name ?? 'Who is signed in'}>
          <Icon name="person" />
          <span>You</span>
        </button>
      </div>
    </nav>
  );
}
