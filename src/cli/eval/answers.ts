import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SetupError } from '#errors.ts';
import { createAsk } from '#llm/ask.ts';
import { type Terminal, UsageError } from '#cli/terminal.ts';
import type { Config } from '../../config.ts';
import { type AnswerSource, createAnswerSource, readRecording, type Recorded } from './recordings.ts';

export type Answers = {
  source: AnswerSource;
  known: Recorded[];
  recordTo: string | undefined;
  isRecorded: boolean;
  /** The model of a recording that has only one: what an agent uses that leaves it to the environment. */
  model: string | undefined;
};

/**
 * Where the answers of a run come from: a recording, or the model of OPENAI_*. Throws UsageError for a bad recording,
 * SetupError without a model.
 */
export async function answersFor(
  cases: string,
  options: { record?: string | true; recorded?: string | true },
  config: Config,
  terminal: Terminal,
): Promise<Answers> {
  if (options.record !== undefined && options.recorded !== undefined) {
    throw new UsageError('--record asks the model and --recorded does not; say one of them');
  }
  const fileOf = (given: string | true) =>
    given === true ? recordingBeside(cases) : resolve(terminal.cwd, given);
  if (options.recorded !== undefined) {
    const known = await readRecording(fileOf(options.recorded));
    const [model, ...others] = new Set(known.map((one) => one.model));
    const source = createAnswerSource({ live: undefined, recorded: known, nowMs: performanceNow });
    return {
      source,
      known,
      recordTo: undefined,
      isRecorded: true,
      model: others.length === 0 ? model : undefined,
    };
  }
  const { apiKey, baseUrl, timeoutMs, name } = config.model;
  if (config.env['OPENAI_API_KEY'] === undefined && baseUrl === undefined) {
    throw new SetupError(
      'OPENAI_API_KEY is not set: an evaluation asks the model; set it, or OPENAI_BASE_URL, or use recorded answers (--recorded)',
    );
  }
  const recordTo = options.record === undefined ? undefined : fileOf(options.record);
  const known = recordTo !== undefined && existsSync(recordTo) ? await readRecording(recordTo) : [];
  const source = createAnswerSource({
    live: createAsk({ apiKey, baseUrl, timeoutMs }),
    recorded: [],
    nowMs: performanceNow,
  });
  return { source, known, recordTo, isRecorded: false, model: name };
}

const performanceNow = () => performance.now();

/** `recorded.jsonl` in the folder of cases; `NAME.recorded.jsonl` beside a file of them. */
function recordingBeside(cases: string): string {
  return statSync(cases).isDirectory()
    ? join(cases, 'recorded.jsonl')
    : `${cases.replace(/\.[a-z]+$/, '')}.recorded.jsonl`;
}

/** A recording with its new answers put in. */
export function merged(kept: readonly Recorded[], fresh: readonly Recorded[]): Recorded[] {
  return [...new Map([...kept, ...fresh].map((one) => [`${one.key} ${one.take}`, one])).values()];
}
