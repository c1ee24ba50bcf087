import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Cost } from '#domain/decision.ts';
import type { Ask } from '#domain/ports.ts';
import { messageOf, PermanentError } from '#errors.ts';
import { UsageError } from '#cli/terminal.ts';

type Question = Parameters<Ask>[0];

/** One recorded answer; `take` tells the repeats of a question apart, from 1. */
const Recorded = z.object({
  key: z.string(),
  take: z.number().int().min(1),
  /** The one asked first, and the one that answered. */
  model: z.string(),
  answered_by: z.string(),
  name: z.string(),
  ms: z.number(),
  cost: z.object({
    model_calls: z.number(),
    input_tokens: z.number(),
    output_tokens: z.number(),
    cached_tokens: z.number().exactOptional(),
    money: z.number().exactOptional(),
  }),
  value: z.unknown(),
});
export type Recorded = z.infer<typeof Recorded>;

/** One answer of a model as it was used: what it cost and how long it took, when it was really given. */
export type Call = { name: string; model: string; ms: number; cost: Cost };

/** A question that nobody has recorded an answer to. */
export type Missing = { name: string; model: string; key: string };

/** Where a run gets its answers from. */
export type AnswerSource = {
  /** The model for one run of one case; what it was asked is added to `calls`, what had no recording to `missing`. */
  askFor(take: number, calls: Call[], missing: Missing[]): Ask;
  /** All answers used, for a recording. */
  used(): Recorded[];
};

/**
 * Answers from a recording, or (`live`) from a model. Each question is asked once per take, also when two sides of a
 * comparison ask it, so that what they share cannot differ by chance.
 */
export function createAnswerSource(options: {
  live: Ask | undefined;
  recorded: readonly Recorded[];
  nowMs: () => number;
}): AnswerSource {
  const known = new Map(options.recorded.map((one) => [placeOf(one.key, one.take), one]));
  const asked = new Map<string, Promise<Recorded>>();
  const used = new Map<string, Recorded>();

  async function askLive(question: Question, key: string, take: number, live: Ask): Promise<Recorded> {
    const startedMs = options.nowMs();
    const { onUse: _, ...silent } = question; // told below, as for a recorded answer
    const { value, cost, model: answeredBy } = await live(silent);
    const ms = Math.round(options.nowMs() - startedMs);
    const { model, name } = question;
    return { key, take, model, answered_by: answeredBy, name, ms, cost, value };
  }

  function find(question: Question, key: string, take: number): Promise<Recorded> | undefined {
    const place = placeOf(key, take);
    if (options.live === undefined) {
      const one = known.get(place);
      return one && question.schema.safeParse(one.value).success ? Promise.resolve(one) : undefined;
    }
    const before = asked.get(place);
    if (before) return before;
    const now = askLive(question, key, take, options.live);
    asked.set(place, now);
    now.catch(() => asked.delete(place)); // a fault is not remembered, the next to ask tries again
    return now;
  }

  return {
    askFor: (take, calls, missing) => async (question) => {
      const { model, name, onUse } = question;
      const key = keyOf(question);
      const found = find(question, key, take);
      if (found === undefined) {
        missing.push({ name, model, key });
        throw new PermanentError(`no answer is recorded for this ${name}`);
      }
      const one = await found;
      const { cost, ms, answered_by: answeredBy } = one;
      used.set(placeOf(key, take), one);
      calls.push({ name, model: answeredBy, ms, cost });
      onUse?.({ model: answeredBy, cost, tookMs: ms });
      const value = question.schema.parse(one.value);
      return { value, raw: JSON.stringify(one.value), cost, model: answeredBy };
    },
    used: () => [...used.values()],
  };
}

/** Names a question by all that shapes its answer: the model, the schema's name and the prompt. */
export function keyOf({ model, name, prompt }: Pick<Question, 'model' | 'name' | 'prompt'>): string {
  return createHash('sha256')
    .update(JSON.stringify([model, name, prompt.system, prompt.user]))
    .digest('hex')
    .slice(0, 32);
}

const placeOf = (key: string, take: number) => `${key} ${take}`;

/** Reads a recording; UsageError when it is not one. */
export async function readRecording(file: string): Promise<Recorded[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`cannot read the recording ${file}: ${messageOf(error)}; make one with --record`);
  });
  return text.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return [];
    try {
      return [Recorded.parse(JSON.parse(line))];
    } catch {
      throw new UsageError(
        `${file}:${at + 1}: is not a recorded answer; make the recording again with --record`,
      );
    }
  });
}

/**
 * Writes a recording, readable by its owner alone: answers quote mail. In the order of their keys, so that a refreshed one
 * differs only where answers do; in one step, so that it is never half there.
 */
export async function writeRecording(file: string, answers: readonly Recorded[]): Promise<void> {
  const sorted = answers.toSorted((a, b) => (placeOf(a.key, a.take) < placeOf(b.key, b.take) ? -1 : 1));
  const ordered = sorted.map(({ key, take, model, answered_by, name, ms, cost, value }) =>
    JSON.stringify({ key, take, model, answered_by, name, ms, cost, value }),
  );
  const half = `${file}.${process.pid}.half`;
  await writeFile(half, `${ordered.join('\n')}\n`, { mode: 0o600 });
  await rename(half, file);
}
