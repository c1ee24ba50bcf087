import { noSureAnswer } from './fake-nylas.ts';
import type { Stage } from './stage.ts';
import type { Event } from './story.ts';

/** What a send can end in, and whether the mail leaves all the same. */
export const endings: Record<
  Extract<Event, { kind: 'send ends' }>['outcome'],
  Parameters<Stage['nylas']['sendEndsIn']>
> = {
  lost: [noSureAnswer(), 'lost'],
  unreached: [noSureAnswer(), 'once'],
  500: [noSureAnswer(500), 'kept'],
  504: [noSureAnswer(504), 'kept'],
  '504 left': [noSureAnswer(504), 'leaves'],
  '202 left': [{ kind: 'queued', id: undefined, replayed: false }, 'leaves'],
  '202 failed': [{ kind: 'queued', id: undefined, replayed: false }, 'kept'],
  429: [{ kind: 'throttled', retryAfterMs: 20_000, replayed: false }, 'kept'],
  409: [{ kind: 'concurrent' }, 'once'],
  403: [{ kind: 'refused', status: 403, type: 'forbidden', message: 'no', replayed: false }, 'kept'],
};
