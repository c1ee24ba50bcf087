import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { messageOf } from '#errors.ts';
import type { Fault } from '#store/agent-fault.ts';
import { describeFault } from '#store/agent-folders.ts';
import { type GivenMessage, mailOf } from '#cli/replay-file.ts';
import { UsageError } from '#cli/terminal.ts';
import { checkPart, partsOf, type Part } from './case-file.ts';
import type { CaseThread } from './case-mail.ts';
import { type Expectations, Sidecar, WrittenCase } from './case-schema.ts';

/** A case ready to run; its last mail is the one to be answered. */
export type EvalCase = {
  id: string;
  /** Where it stands, for people. */
  place: string;
  agent: string | undefined;
  mails: CaseThread;
  /** What the attachments of its last mail hold, by their ids, where they are known. */
  files: ReadonlyMap<string, Uint8Array>;
  expect: Expectations;
  tags: string[];
};

type Found = { cases: EvalCase[]; faults: Fault[] };

const MAX_BYTES = 50 * 1024 * 1024;

/**
 * Reads the cases of a file or of a folder and all below it (docs/evals.md): .yaml, .yml, .json, .jsonl and .eml.
 * Throws one UsageError that lists every fault with file and line; also when there is no case at all.
 */
export async function readCases(path: string): Promise<EvalCase[]> {
  const found: Found = { cases: [], faults: [] };
  const { root, files } = await filesOf(path);
  for (const file of files) {
    const one = await readFileOf(file, root).catch((error: unknown) => ({
      cases: [],
      faults: [{ file, line: 1, reason: messageOf(error) }],
    }));
    found.cases.push(...one.cases);
    found.faults.push(...one.faults.toSorted((a, b) => a.line - b.line));
  }
  const lines = [...found.faults.map((one) => `  ${describeFault(one)}`), ...doubled(found.cases)];
  if (lines.length > 0) throw new UsageError(['these cases cannot be used:', ...lines].join('\n'));
  if (found.cases.length === 0) {
    throw new UsageError(`there is no case in ${path}; docs/evals.md shows how one is written`);
  }
  return found.cases;
}

async function filesOf(path: string): Promise<{ root: string; files: string[] }> {
  const found = await stat(path).catch((error: unknown) => {
    throw new UsageError(`cannot read ${path}: ${messageOf(error)}`);
  });
  if (!found.isDirectory()) return { root: dirname(path), files: [path] };
  const names = await readdir(path, { recursive: true });
  const files = names.filter(isCaseFile).toSorted();
  return { root: path, files: files.map((name) => join(path, name)) };
}

/** Not what stands beside cases: recorded answers, what is expected of a mail, hidden files. */
function isCaseFile(name: string): boolean {
  if (name.split(/[/\\]/).some((part) => part.startsWith('.'))) return false;
  return /\.(?:ya?ml|jsonl?|eml)$/.test(name) && !/(?:^|[/\\.])(?:recorded\.jsonl|expect\.ya?ml)$/.test(name);
}

async function readFileOf(file: string, root: string): Promise<Found> {
  const { size } = await stat(file);
  if (size > MAX_BYTES) return { cases: [], faults: [{ file, line: 1, reason: 'is over 50 MB; split it' }] };
  const raw = await readFile(file);
  const name = relative(root, file).replace(/\.[a-z]+$/, '');
  if (file.endsWith('.eml')) return readMail(file, name, raw);
  const { parts, faults } = partsOf(file, raw.toString('utf8'));
  const found: Found = { cases: [], faults };
  for (const [at, part] of parts.entries()) {
    const checked = checkPart(file, part, WrittenCase);
    if ('faults' in checked) found.faults.push(...checked.faults);
    else {
      const {
        eml,
        thread = [],
        agent,
        expect,
        tags,
        id = parts.length === 1 ? name : `${name}-${at + 1}`,
      } = checked.good;
      const last = eml === undefined ? undefined : await mailIn(resolve(dirname(file), eml));
      const place = `${relative(root, file)}:${part.line}`;
      const mails = last === undefined ? thread : [...thread, last.message];
      found.cases.push({ id, place, agent, mails, files: last?.files ?? new Map(), expect, tags });
    }
  }
  return found;
}

async function mailIn(file: string): Promise<GivenMessage> {
  return mailOf(await readFile(file), basename(file));
}

/** A mail with what is expected of it: in NAME.expect.yaml beside it, or above it between two lines of `---`. */
async function readMail(file: string, name: string, raw: Buffer): Promise<Found> {
  const above = /^---\r?\n([\s\S]*?\r?\n)---\r?\n/.exec(raw.subarray(0, 65_536).toString('latin1'));
  const beside = file.replace(/\.eml$/, '.expect.yaml');
  const text =
    above === null
      ? await readFile(beside, 'utf8').catch(unlessMissing)
      : Buffer.from(above[1] ?? '', 'latin1').toString();
  const where = above === null ? beside : file;
  const { parts, faults } = partsOf(where, text ?? '{}', above === null ? 1 : 2);
  const part: Part = parts[0] ?? { value: {}, line: 1, lineOf: () => 1 };
  if (faults.length > 0) return { cases: [], faults };
  const checked = checkPart(where, part, Sidecar);
  if ('faults' in checked) return { cases: [], faults: checked.faults };
  const { id = name, agent, expect, tags, thread = [] } = checked.good;
  const last = await mailOf(raw.subarray(Buffer.byteLength(above?.[0] ?? '', 'latin1')), name);
  return {
    cases: [
      { id, place: basename(file), agent, mails: [...thread, last.message], files: last.files, expect, tags },
    ],
    faults: [],
  };
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}

/** Cases are told apart by their ids, in recordings and comparisons too. */
function doubled(cases: readonly EvalCase[]): string[] {
  return [...Map.groupBy(cases, ({ id }) => id)]
    .filter(([, all]) => all.length > 1)
    .map(
      ([id, all]) => `  the id "${id}" stands more than once: ${all.map(({ place }) => place).join(', ')}`,
    );
}

const literal = (text: string) => text.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&');

/** `--only`: part of an id, `*` for anything; `tag:NAME` for a tag. Then `--limit`. */
export function chosenCases(
  cases: readonly EvalCase[],
  { only, limit }: { only?: string | undefined; limit?: number | undefined },
): EvalCase[] {
  const pattern = new RegExp((only ?? '').split('*').map(literal).join('.*'), 'i');
  const tag = only?.startsWith('tag:') === true ? only.slice(4) : undefined;
  return cases
    .filter((one) => (tag === undefined ? pattern.test(one.id) : one.tags.includes(tag)))
    .slice(0, limit);
}
