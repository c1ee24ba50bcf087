import type { AutonomyLevel } from '#domain/autonomy.ts';
import type { Metrics } from './metrics.ts';
import type { Note } from './note.ts';

type Told = { agent: string; grantId: string; category: string; level: AutonomyLevel; why: string };

/** What is told of the levels that categories earn. */
export function autonomyEvents(note: Note, metrics: Metrics) {
  return {
    /** A category of a mailbox has another level; a step down because something went wrong is a warning. */
    autonomyChanged(change: Told & { by: string; demoted: boolean }): void {
      note(change.demoted ? 'warn' : 'info', 'autonomy.changed', change, () =>
        metrics.autonomyChanges.inc({
          level: change.level,
          by: change.by === 'evidence' ? 'evidence' : 'person',
        }),
      );
    },

    /** The evidence asks for a step up, which a person has to take. Told once for each level. */
    autonomyProposed(proposal: Told): void {
      note('info', 'autonomy.proposed', proposal, () =>
        metrics.autonomyChanges.inc({ level: proposal.level, by: 'proposal' }),
      );
    },

    /** A reply was taken back before it left, by a person or because something came between. */
    replyHeldBack(reply: { grantId: string; messageId: string; because: string }): void {
      note('info', 'reply.held_back', reply, () => metrics.heldBack.inc({ because: reply.because }));
    },
  };
}
