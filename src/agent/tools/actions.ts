import { createHash } from 'node:crypto';
import type { Passage } from '#agent/knowledge/passage.ts';
import { refKey } from '#domain/ids.ts';
import type { Action, Arguments } from '#domain/tools.ts';
import type { Tool } from '#domain/tools-config.ts';
import { toolPassage } from './result.ts';

/**
 * A call that acts, as a person is asked to approve it. Its key is the same however often a message is worked; what was
 * already begun for the same thing in `earlier` reviews of the thread stays as it was, so that nothing is done twice.
 */
export function proposedAction(
  at: { grantId: string; messageId: string },
  name: string,
  tool: Tool,
  values: Arguments,
  earlier: readonly Action[],
): Action {
  const isSame = (one: Action) => one.tool === name && JSON.stringify(one.values) === JSON.stringify(values);
  const begun = earlier.find((one) => isSame(one) && one.status !== 'proposed' && one.status !== 'failed');
  if (begun) return begun;
  const text = `${refKey(at.grantId, at.messageId)}:${name}:${JSON.stringify(values)}`;
  const key = `a_${createHash('sha256').update(text).digest('hex').slice(0, 40)}`;
  return { key, tool: name, words: wordsOf(name, tool, values), values, status: 'proposed', detail: '' };
}

/** What a draft may say of actions that a person has yet to approve: they are done before it goes out. */
export function actionPassage(name: string, at: number, { words }: Action): Passage {
  const text = `A colleague decides about this, and it is done before the reply is sent: ${words}. The reply may say that it was done.`;
  return toolPassage(name, at, text);
}

function wordsOf(name: string, tool: Tool, values: Arguments): string {
  const list = Object.entries(values).map(([key, value]) => `${key}: ${shown(value)}`);
  if (tool.words === undefined) return `${name} (${list.join(', ')})`;
  return tool.words.replaceAll(/\{([^{}]*)\}/g, (_, key: string) => shown(values[key] ?? ''));
}

function shown(value: unknown): string {
  return String(value)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .slice(0, 200);
}
