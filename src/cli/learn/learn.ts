import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { type Checked, checkProposals, type FileChange } from '#agent/learn/proposals.ts';
import { learningQuestion, shortNames } from '#agent/learn/question.ts';
import type { Agent } from '#domain/agent-config.ts';
import { modelsFor } from '#domain/models-config.ts';
import type { Pair } from '#domain/pair.ts';
import { SetupError } from '#errors.ts';
import { createAsk } from '#llm/ask.ts';
import { readAgents } from '#cli/agents.ts';
import { costText } from '#cli/cost-text.ts';
import { jsonText, printable, type Terminal, UsageError } from '#cli/terminal.ts';
import { type Config, loadConfig } from '../../config.ts';
import { type DiskFile, textFilesOf } from './files.ts';
import { fetchPairs, nothingKept } from './pairs.ts';
import { patchOf } from './patch.ts';

export type LearnOptions = { agent?: string; since: string; min: string; out?: string; json?: true };

/** What one agent's pairs led to. */
type Learnt = {
  agent: string;
  pairs: number;
  tooFew: boolean;
  checked: Checked[];
  patch: string;
  cost: string;
};

/**
 * Proposes changes of instructions and knowledge from what people made of drafts, as a patch with its reasons; prints it or
 * writes it into a folder, and changes nothing else. Throws SetupError and UsageError.
 */
export async function learn(options: LearnOptions, terminal: Terminal): Promise<void> {
  const atLeast = Number(options.min);
  if (!Number.isInteger(atLeast) || atLeast < 1 || atLeast > 40)
    throw new UsageError(`--min ${options.min} is not a number from 1 to 40`);
  const config = loadConfig(terminal.env, 'cli');
  const pairs = await fetchPairs(options, config, terminal);
  if (pairs.length === 0) return terminal.print(nothingKept);
  const { agents, faults } = await readAgents(config, terminal.cwd);
  const learnt: Learnt[] = [];
  for (const [name, own] of Map.groupBy(pairs, ({ agent }) => agent)) {
    const agent = agents.find((one) => one.name === name);
    if (!agent) throw new SetupError([`no agent ${name} can be read here`, ...faults].join('\n'));
    learnt.push(await learnFrom(agent, own, atLeast, config, terminal));
  }
  if (options.out !== undefined) await writePatches(learnt, resolve(terminal.cwd, options.out), terminal);
  if (options.json === true) return terminal.print(jsonText(learnt.map(shapeOf)));
  for (const one of learnt) describe(one, options.out === undefined, atLeast, terminal);
}

async function learnFrom(
  agent: Agent,
  pairs: readonly Pair[],
  atLeast: number,
  config: Config,
  terminal: Terminal,
): Promise<Learnt> {
  const learnt = { agent: agent.name, pairs: pairs.length, tooFew: true, checked: [], patch: '', cost: '' };
  if (pairs.length < atLeast) return learnt;
  const [model, ...fallbacks] = modelsFor(agent.config, 'draft', config.model.name);
  if (!model)
    throw new SetupError(`no model for ${agent.name}: set OPENAI_MODEL, or "model" in its agent.yaml`);
  const agentDir = join(resolve(terminal.cwd, config.agentsDir), agent.name);
  const files = await textFilesOf(agentDir);
  const { apiKey, baseUrl, timeoutMs } = config.model;
  const answer = await createAsk({ apiKey, baseUrl, timeoutMs })({
    ...model,
    fallbacks,
    ...learningQuestion(agent.name, files, pairs),
    signal: terminal.signal,
  });
  const checked = checkProposals(answer.value.proposals, files, shortNames(pairs), atLeast);
  const changes = checked.flatMap((one) => (one.kind === 'good' ? [one.change] : []));
  const patch = changes
    .map((change) => patchOf(withLineEnds(change, files), placeOf(agentDir, change.path, terminal.cwd)))
    .join('\n');
  return { ...learnt, tooFew: false, checked, patch, cost: costText(answer.cost) };
}

const crlf = (text: string) => text.replaceAll('\n', '\r\n');

/** As the file has them on disk. */
function withLineEnds(change: FileChange, files: readonly DiskFile[]): FileChange {
  const file = files.find(({ path }) => path === change.path);
  if (file?.lineEnd !== '\r\n') return change;
  return { ...change, before: change.before && crlf(change.before), after: crlf(change.after) };
}

/** The file as it is named where the command runs; below the folder of the agents' folder when that lies elsewhere. */
function placeOf(agentDir: string, path: string, cwd: string): string {
  const file = join(agentDir, path);
  const here = relative(cwd, file);
  const isHere = !here.startsWith('..') && !isAbsolute(here);
  const place = isHere ? here : relative(dirname(dirname(agentDir)), file);
  return place.split(sep).join('/');
}

async function writePatches(learnt: readonly Learnt[], out: string, terminal: Terminal): Promise<void> {
  const found = learnt.filter(({ patch }) => patch !== '');
  if (found.length === 0) return;
  await mkdir(out, { recursive: true });
  for (const { agent, patch } of found) {
    const file = join(out, `${agent}.patch`);
    await writeFile(file, patch, { mode: 0o600 });
    terminal.complain(
      `wrote ${printable(file)}; apply it with: git apply ${printable(relative(terminal.cwd, file))}`,
    );
  }
}

function describe(
  { agent, pairs, tooFew, checked, patch, cost }: Learnt,
  showPatch: boolean,
  atLeast: number,
  terminal: Terminal,
): void {
  const refused = checked.flatMap((one) => (one.kind === 'bad' ? [one] : []));
  if (tooFew) {
    terminal.print(
      `${agent}: ${pairs} changed ${pairs === 1 ? 'reply' : 'replies'}, too few to learn from (--min ${atLeast})`,
    );
    return;
  }
  const good = checked.length - refused.length;
  terminal.complain(
    `${agent}: ${good} proposals from ${pairs} changed replies${cost === '' ? '' : ` (${cost})`}; nothing was changed`,
  );
  for (const { proposal, because } of refused)
    terminal.complain(printable(`  left out, for ${proposal.file.slice(0, 100)}: ${because}`));
  if (showPatch && patch !== '') terminal.print(printable(patch.trimEnd()));
}

function shapeOf({ agent, pairs, checked, patch }: Learnt): object {
  return {
    agent,
    pairs,
    proposals: checked.flatMap((one) =>
      one.kind === 'good'
        ? [
            {
              file: one.change.path,
              because: one.change.because,
              pairs: one.change.pairs.map(({ id }) => id),
            },
          ]
        : [],
    ),
    left_out: checked.flatMap((one) =>
      one.kind === 'bad' ? [{ file: one.proposal.file, because: one.because }] : [],
    ),
    patch,
  };
}
