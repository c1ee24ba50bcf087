import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

/** A short message that goes away by itself; with `undo` it counts down the time in which that works. */
export type Toast = {
  id: number;
  tone: 'good' | 'bad' | 'plain';
  text: string;
  /** When it goes, by the clock of this page. */
  untilMs: number;
  action?: { name: string; key?: string; run: () => void; countdown: boolean };
};

const SHOWN_MS = 5_000;
const BAD_SHOWN_MS = 12_000;
const MOST = 4;
let lastId = 0;

const toasts = signal<Toast[]>([]);

/** Says something; gives its id so that it can be taken away before its time. */
export function say(
  text: string,
  more: { tone?: Toast['tone']; action?: Toast['action']; forMs?: number } = {},
): number {
  const id = ++lastId;
  const { tone = 'plain', action, forMs = tone === 'bad' ? BAD_SHOWN_MS : SHOWN_MS } = more;
  const toast = { id, tone, text, untilMs: Date.now() + forMs, ...(action === undefined ? {} : { action }) };
  toasts.value = [...toasts.value, toast].slice(-MOST);
  setTimeout(() => hush(id), forMs);
  return id;
}

export function hush(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((toast) => (
        <div key={toast.id} class={`toast toast-${toast.tone}`}>
          <span class="toast-text">{toast.text}</span>
          {toast.action === undefined ? null : (
            <button
              class="toast-action"
              onClick={() => {
                hush(toast.id);
                toast.action?.run();
              }}
            >
              {toast.action.name}
              {toast.action.key === undefined ? null : <kbd>{toast.action.key}</kbd>}
              {toast.action.countdown ? <Left untilMs={toast.untilMs} /> : null}
            </button>
          )}
          <button class="btn-icon" aria-label="Close this message" onClick={() => hush(toast.id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}

/** Seconds left; not read out each second. */
function Left({ untilMs }: { untilMs: number }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  return (
    <span class="toast-left" aria-hidden="true">
      {Math.max(0, Math.ceil((untilMs - now) / 1000))}
    </span>
  );
}
