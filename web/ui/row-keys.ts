import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { useShortcuts } from '../shell/keys.ts';
import { go, place } from '../shell/router.ts';

/** How lists were left: their address with its filters, and the row that was opened or passed last. */
const left = new Map<string, { address: string; row: string | null }>();

/**
 * J and K, and the arrows, move the focus through the links of a list that carry `data-row`; Enter follows one as ever.
 * Who comes back to the list at `root` finds the focus where it was.
 */
export function useRowKeys(root: string, list: RefObject<HTMLElement | null>, isThere: boolean): void {
  const { path, query } = place.value;
  const text = query.toString();
  left.set(root, { address: text === '' ? path : `${path}?${text}`, row: left.get(root)?.row ?? null });
  useEffect(() => {
    const { current } = list;
    if (current === null) return;
    const wanted = left.get(root)?.row ?? null;
    const row = rowsOf(current).find((one) => one.getAttribute('href') === wanted);
    if (document.activeElement === document.body) focusOn(row);
    const note = ({ target }: FocusEvent) => {
      const known = left.get(root);
      if (known !== undefined && target instanceof Element) known.row = target.getAttribute('href');
    };
    current.addEventListener('focusin', note);
    return () => current.removeEventListener('focusin', note);
  }, [root, isThere]);

  const move = (by: number) => {
    const rows = list.current === null ? [] : rowsOf(list.current);
    const at = rows.findIndex((row) => row === document.activeElement);
    focusOn(at === -1 ? rows.at(0) : rows[Math.min(rows.length - 1, Math.max(0, at + by))]);
  };
  useShortcuts([
    { keys: 'j', does: 'Next row', group: 'List', run: () => move(1) },
    { keys: 'k', does: 'Previous row', group: 'List', run: () => move(-1) },
    { keys: 'ArrowDown', shown: '', does: 'Next row', group: 'List', run: () => move(1) },
    { keys: 'ArrowUp', shown: '', does: 'Previous row', group: 'List', run: () => move(-1) },
  ]);
}

/** The way from one thing back to its list as it was left; Esc goes it. */
export function useBack(root: string): string {
  const address = left.get(root)?.address ?? root;
  useShortcuts([
    { keys: 'Escape', shown: 'Esc', does: 'Back to the list', group: 'List', run: () => go(address) },
  ]);
  return address;
}

function rowsOf(list: HTMLElement): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>('[data-row]')];
}

function focusOn(row: HTMLElement | undefined): void {
  row?.focus();
  row?.scrollIntoView({ block: 'nearest' });
}
