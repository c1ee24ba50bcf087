import { z } from 'zod';
import { createRing } from '../ring.ts';

/** An answer given in order instead of the rules; `name` limits it to one schema. */
export const ScriptedAnswer = z.strictObject({
  name: z.string().optional(),
  content: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  status: z.number().int().min(400).max(599).optional(),
  delay_ms: z.number().int().min(0).max(600_000).optional(),
  refusal: z.string().optional(),
  finish_reason: z.string().optional(),
});
export type ScriptedAnswer = z.infer<typeof ScriptedAnswer>;

type ModelCall = {
  at: string;
  model: string;
  /** Name of the schema asked for. */
  name: string | undefined;
  messages: { role: string; content: string }[];
  status: number;
  content: string | null;
};

/** What the stand-in for the model remembers: its script and what it was asked. */
export type ModelDesk = {
  script(answers: ScriptedAnswer[]): void;
  /** The next scripted answer for a question of this name; it is used up. */
  take(name: string | undefined): ScriptedAnswer | undefined;
  pending(): number;
  note(call: ModelCall): void;
  calls(): ModelCall[];
  clearScript(): void;
  clear(): void;
};

const CALL_LOG_SIZE = 2_000;

export function createModelDesk(): ModelDesk {
  let script: ScriptedAnswer[] = [];
  const log = createRing<ModelCall>(CALL_LOG_SIZE);
  return {
    script: (answers) => void script.push(...answers),
    take(name) {
      const index = script.findIndex((answer) => answer.name === undefined || answer.name === name);
      return index === -1 ? undefined : script.splice(index, 1)[0];
    },
    pending: () => script.length,
    note: (call) => log.add(call),
    calls: () => log.all(),
    clearScript() {
      script = [];
    },
    clear() {
      script = [];
      log.clear();
    },
  };
}
