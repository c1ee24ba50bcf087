import type { ComponentChildren } from 'preact';

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'accent';

/** A word or two that classify something. */
export function Pill(props: { tone?: Tone; title?: string; children: ComponentChildren }) {
  return (
    <span class={`pill pill-${props.tone ?? 'plain'}`} title={props.title}>
      {props.children}
    </span>
  );
}
