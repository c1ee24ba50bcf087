import type { Action } from '#domain/tools.ts';

/** What approving a review does first, as `/api/reviews` shows it. */
export function actionShape({ tool, words, values, status, detail }: Action) {
  return { tool, words, arguments: values, status, detail };
}
