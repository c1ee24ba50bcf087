import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';

/** Nothing is here, and that is fine. */
export function EmptyNote(props: { icon: IconName; title: string; children?: ComponentChildren }) {
  return (
    <div class="note">
      <span class="note-icon">
        <Icon name={props.icon} size={26} />
      </span>
      <h2>{props.title}</h2>
      {props.children}
    </div>
  );
}

/** Something could not be shown: what, and what to do. */
export function ErrorNote(props: { title: string; children?: ComponentChildren; onRetry?: () => void }) {
  return (
    <div class="note note-bad" role="alert">
      <span class="note-icon">
        <Icon name="alert" size={26} />
      </span>
      <h2>{props.title}</h2>
      {props.children}
      {props.onRetry === undefined ? null : (
        <button class="btn" onClick={props.onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Grey lines where text is about to be. */
export function Skeleton({ lines = 4 }: { lines?: number }) {
  return (
    <div class="skeleton" aria-busy="true">
      <p class="sr-only">Loading</p>
      {Array.from({ length: lines }, (_, at) => (
        <span key={at} class={at % 3 === 2 ? 'short' : ''} />
      ))}
    </div>
  );
}
