import { type Note, nothing } from './note.ts';

/** What is told of the kill switch. */
export function pauseEvents(note: Note) {
  return {
    /** Nothing leaves by itself from now on; without `agent` from no agent. */
    paused(pause: { agent: string | undefined; because: string; by: string }): void {
      note('error', 'agents.paused', pause, nothing);
    },

    /** A pause lasts: an alarm, told of every hour, so that it is not forgotten. */
    stillPaused(pauses: { agents: readonly string[]; sinceSeconds: number }): void {
      note('error', 'agents.still_paused', pauses, nothing);
    },

    resumed(pause: { agent: string | undefined; by: string }): void {
      note('info', 'agents.resumed', pause, nothing);
    },
  };
}
