import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { tinykeys } from 'tinykeys';

/** One keyboard shortcut; the help sheet lists those of the views that are open. */
export type Shortcut = {
  /** As tinykeys writes them: `j`, `g a`, `$mod+Enter`, `Shift+?`. */
  keys: string;
  /** As people read it; left out: the keys in capitals. Empty: not in the help sheet. */
  shown?: string;
  does: string;
  group: string;
  run: (event: KeyboardEvent) => void;
  /** Also while typing or while a dialog is open. */
  always?: boolean;
  /** Also while the key is held down. */
  repeats?: boolean;
};

/** What is in force now, in the order it was registered. */
export const shortcuts = signal<Shortcut[]>([]);

/** Registers shortcuts while the component is shown. They never act while somebody types or a dialog is open. */
export function useShortcuts(list: Shortcut[]): void {
  const latest = useRef(list);
  latest.current = list;
  const names = list.map(({ keys }) => keys).join('|');
  useEffect(() => {
    const mine = latest.current;
    shortcuts.value = [...shortcuts.value, ...mine];
    const bindings = mine.map(({ keys }, at): [string, (event: KeyboardEvent) => void] => [
      keys,
      (event) => {
        const shortcut = latest.current[at];
        if (shortcut === undefined || event.defaultPrevented) return;
        if (event.repeat && shortcut.repeats !== true) return;
        if (shortcut.always !== true && isBusy(event)) return;
        event.preventDefault();
        shortcut.run(event);
      },
    ]);
    const stop = tinykeys(window, Object.fromEntries(bindings), { ignore: ({ isComposing }) => isComposing });
    return () => {
      stop();
      shortcuts.value = shortcuts.value.filter((one) => !mine.includes(one));
    };
  }, [names]);
}

function isBusy({ target }: KeyboardEvent): boolean {
  if (document.querySelector('dialog[open]') !== null) return true;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest('input, textarea, select') !== null;
}
