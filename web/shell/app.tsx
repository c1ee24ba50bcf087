import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ErrorNote } from '../ui/notes.tsx';
import { Toasts } from '../ui/toasts.tsx';
import { Banners } from './banners.tsx';
import { HelpSheet, openHelp } from './help.tsx';
import { useShortcuts } from './keys.ts';
import { Nav } from './nav.tsx';
import { go, partsOf, place } from './router.ts';
import { SignedOut } from './signed-out.tsx';
import { views, type ViewProps } from './views.ts';
import { You } from './you.tsx';

/** The frame of every view: navigation, what is wrong right now, the view itself, and what floats above it. */
export function App() {
  const parts = partsOf(place.value.path);
  const root = parts[0] ?? '';
  const entry = views.find(({ roots }) => roots.includes(root));
  useShortcuts([
    { keys: 'Shift+?', shown: '?', does: 'Show or hide this help', group: 'Anywhere', run: openHelp },
    ...views.map(({ name, roots, key }) => ({
      keys: `g ${key}`,
      shown: `G ${key.toUpperCase()}`,
      does: `Go to ${name.toLowerCase()}`,
      group: 'Anywhere',
      run: () => go(`/${roots[0] ?? ''}`),
    })),
  ]);
  useEffect(() => {
    document.title = `${entry?.name ?? 'Not found'} · Inreply`;
  }, [entry]);
  return (
    <div class="shell">
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <Nav current={entry?.name} />
      <div class="stage">
        <Banners />
        <main id="main" class="view" tabIndex={-1}>
          {entry === undefined ? (
            <ErrorNote title="There is no such page">
              <a href="/">Back to the reviews</a>
            </ErrorNote>
          ) : 'view' in entry.show ? (
            <entry.show.view parts={parts.slice(1)} />
          ) : (
            <Lazy key={entry.name} load={entry.show.load} parts={parts.slice(1)} />
          )}
        </main>
      </div>
      <HelpSheet />
      <You />
      <SignedOut />
      <Toasts />
    </div>
  );
}

function Lazy({ load, parts }: ViewProps & { load: () => Promise<ComponentType<ViewProps>> }) {
  const [state, setState] = useState<{ view?: ComponentType<ViewProps>; failed?: true }>({});
  useEffect(() => {
    let gone = false;
    load().then(
      (view) => !gone && setState({ view }),
      () => !gone && setState({ failed: true }),
    );
    return () => void (gone = true);
  }, [load]);
  if (state.failed === true) {
    return (
      <ErrorNote title="This view could not be loaded">
        <button class="btn" onClick={() => location.reload()}>
          Load the page again
        </button>
      </ErrorNote>
    );
  }
  if (state.view === undefined) return <div class="loading" aria-busy="true" />;
  return <state.view parts={parts} />;
}
