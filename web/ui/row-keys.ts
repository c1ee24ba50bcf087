import type { RefObject } from 'preact';
import { useShortcuts } from '../shell/keys.ts';

/** J and K, and the arrows, move the focus through the links of a list that carry `data-row`; Enter follows one as ever. */
export function useRowKeys(list: RefObject<HTMLElement | null>): void {
  const move = (by: number) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
    const at = rows.findIndex((row) => row === document.activeElement);
    const next = at === -1 ? rows.at(0) : rows[Math.min(rows.length - 1, Math.max(0, at + by))];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
  useShortcuts([
    { keys: 'j', does: 'Next row', group: 'List', run: () => move(1) },
    { keys: 'k', does: 'Previous row', group: 'List', run: () => move(-1) },
    { keys: 'ArrowDown', shown: '', does: 'Next row', group: 'List', run: () => move(1) },
    { keys: 'ArrowUp', shown: '', does: 'Previous row', group: 'List', run: () => move(-1) },
  ]);
}
