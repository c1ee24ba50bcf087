import { lanesOf } from '../charts/lanes.ts';
import type { StepRow } from '../api/view-types.ts';
import { costText, durationText, fullTime } from '../format.ts';

import { stepWords } from './step-words.ts';
import '../charts/charts.css';

/** What happened to a message, step by step, each with its place on one time line. */
export function Steps({ steps }: { steps: readonly StepRow[] }) {
  const sorted = steps
    .map((step) => ({ ...step, atMs: Date.parse(step.at), tookMs: step.ms }))
    .toSorted((a, b) => a.atMs - b.atMs);
  const { lanes, totalMs } = lanesOf(sorted);
  return (
    <ol class="steps">
      {sorted.map((step, at) => {
        const { fromMs = 0, toMs = 0, pausedMs = 0 } = lanes[at] ?? {};
        return (
          <li key={`${step.name}/${step.at}/${at}`}>
            {pausedMs === 0 ? null : <p class="step-pause">{durationText(pausedMs)} later</p>}
            <div class="step">
              <span class="step-name">
                {stepWords(step.name)}
                {step.detail === undefined ? null : (
                  <span class="step-detail" dir="auto">
                    {step.detail.replaceAll('_', ' ')}
                  </span>
                )}
              </span>
              <svg class="step-lane" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect class="step-line" x={0} y={4.5} width={100} height={1} />
                <rect
                  class={step.cost === undefined ? 'step-bar' : 'step-bar step-model'}
                  {...placeOf(fromMs, toMs, totalMs)}
                  y={1}
                  height={8}
                  rx={0.4}
                />
              </svg>
              <time class="step-took" dateTime={step.at} title={fullTime(step.atMs)}>
                {durationText(step.ms)}
              </time>
              {step.cost === undefined ? null : (
                <span class="step-cost">
                  {step.cost.model}: {costText(step.cost)}
                </span>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

const LEAST = 0.8;

/** In percent of the time line; what took next to nothing is still to be seen. */
function placeOf(fromMs: number, toMs: number, totalMs: number): { x: number; width: number } {
  const whole = Math.max(1, totalMs);
  const width = Math.max(LEAST, ((toMs - fromMs) / whole) * 100);
  return { x: Math.min(100 - width, (fromMs / whole) * 100), width };
}
