import type { InboxItem } from './inbox.ts';

/** Something of a thread's inbox that was given up: a person has to look, and may send it round again. */
export type DeadLetter = {
  id: string;
  /** `unknown`: in a form this version cannot read. */
  kind: InboxItem['kind'] | 'unknown';
  grantId: string;
  threadId: string;
  /** The inbox item as it stood. */
  item: string;
  messageId: string | null;
  reviewId: string | null;
  /** The step that failed, such as `load`. */
  step: string;
  /** What the last fault said. */
  error: string;
  attempts: number;
  firstAtMs: number;
  lastAtMs: number;
};

/** What became of sending a dead letter round again. `may_have_left`: its mail was on its way and its bytes are lost. */
export type Retried = 'retried' | 'missing' | 'not_dead' | 'may_have_left';
