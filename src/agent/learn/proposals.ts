import { secretsIn } from '#agent/check/secrets.ts';
import { injectionSignIn } from '#agent/policy/injection.ts';
import { finders } from '#agent/redact/find.ts';
import { holdsMark } from '#agent/redact/redaction.ts';
import type { Pair } from '#domain/pair.ts';
import type { AgentFile, Proposal } from './question.ts';

/** A proposal that may be shown to people: the file as it is and as it would be. */
export type FileChange = {
  path: string;
  /** Undefined for a new file. */
  before: string | undefined;
  after: string;
  because: string;
  pairs: Pair[];
};

export type Checked =
  | { kind: 'good'; change: FileChange }
  | { kind: 'bad'; proposal: Proposal; because: string };

const MOST_OF_A_CHANGE = 2_000;
const MOST_OF_A_REASON = 300;
const MOST_OF_A_FILE = 1024 * 1024;
const knowledgeFile = /^knowledge\/(?:[\w-][\w.-]{0,80}\/){0,3}[\w-][\w.-]{0,80}\.(?:md|markdown|txt)$/;

/**
 * Checks what a model proposes, one after the other, each against the files as the ones before it leave them: it changes
 * instructions or knowledge and nothing else, rests on enough pairs, fits the file, and brings in nothing about a single
 * customer, no secret and nothing that speaks to a model.
 */
export function checkProposals(
  proposals: readonly Proposal[],
  files: readonly AgentFile[],
  known: ReadonlyMap<string, Pair>,
  atLeast: number,
): Checked[] {
  const now = new Map(files.map(({ path, text }) => [path, text]));
  const published = [...now.values()].join('\n');
  return proposals.map((proposal) => {
    const pairs = [...new Set(proposal.pairs)].flatMap((id) => known.get(id) ?? []);
    const checked = changeOf(proposal, now, pairs, atLeast);
    const because =
      'because' in checked ? checked.because : faultOfText(proposal, published, [...known.values()]);
    if (because !== undefined || !('after' in checked))
      return { kind: 'bad', proposal, because: because ?? 'cannot be applied' };
    now.set(checked.path, checked.after);
    const why = proposal.because.replaceAll(/\s+/g, ' ').trim().slice(0, MOST_OF_A_REASON).toWellFormed();
    return { kind: 'good', change: { ...checked, because: why, pairs } };
  });
}

type Applied = Pick<FileChange, 'path' | 'before' | 'after'> | { because: string };

function changeOf(
  { file, kind, before, after }: Proposal,
  files: ReadonlyMap<string, string>,
  pairs: readonly Pair[],
  atLeast: number,
): Applied {
  if (file !== 'instructions.md' && (!knowledgeFile.test(file) || file.includes('..')))
    return { because: `${file.slice(0, 100)} is no file that may be changed` };
  if (pairs.length < atLeast) return { because: `rests on ${pairs.length} pairs, fewer than ${atLeast}` };
  if (after.trim() === '' && kind === 'append') return { because: 'adds nothing' };
  if (after.length > MOST_OF_A_CHANGE || before.length > MOST_OF_A_CHANGE)
    return { because: `changes more than ${MOST_OF_A_CHANGE} characters at once` };
  const text = files.get(file);
  const changed = kind === 'append' ? appended(text, after) : replaced(text, before, after);
  if (changed === undefined)
    return { because: `the passage to be replaced is not, or more than once, in ${file}` };
  if (changed === text) return { because: 'changes nothing' };
  if (changed.length > MOST_OF_A_FILE) return { because: 'the file would be over 1 MB' };
  return { path: file, before: text, after: changed };
}

function appended(text: string | undefined, after: string): string {
  const added = `${after.trim()}\n`;
  if (text === undefined || text.trim() === '') return added;
  return `${text}${text.endsWith('\n') ? '' : '\n'}\n${added}`;
}

function replaced(text: string | undefined, before: string, after: string): string | undefined {
  const at = text === undefined || before.trim() === '' ? -1 : text.indexOf(before);
  if (text === undefined || at < 0 || text.includes(before, at + 1)) return undefined;
  return text.slice(0, at) + after + text.slice(at + before.length);
}

/** Why what a proposal brings in must not stand in a file; undefined when nothing speaks against it. */
function faultOfText(
  { after, because }: Proposal,
  published: string,
  pairs: readonly Pair[],
): string | undefined {
  const text = `${after}\n${because}`;
  if (holdsMark(text)) return 'holds a mark of personal data';
  const personal = finders.find(({ pattern, holds }) =>
    Array.from(text.matchAll(pattern), ([found]) => found).some(
      (found) => holds(found) && !published.includes(found),
    ),
  );
  if (personal) return `holds personal data: ${personal.kind}`;
  const [secret] = secretsIn(text, published);
  if (secret !== undefined) return `holds ${secret}`;
  if (injectionSignIn(text) !== undefined) return 'speaks to a model';
  const single = wordsOfOne(text, published, pairs);
  return single === undefined ? undefined : `"${single}" stands in the mail of one customer alone`;
}

/** A number or a name that comes from the mails, and that people did not write in at least two replies. */
function wordsOfOne(text: string, published: string, pairs: readonly Pair[]): string | undefined {
  const mails = pairs.map(({ question, final }) => `${question}\n${final}`).join('\n');
  const numbers = Array.from(text.matchAll(/\d[\d-]{3,}/g), ([found]) => found);
  const names = Array.from(text.matchAll(/(?<=[^.!?:\n"“„]\s)\p{Lu}[\p{L}'’-]{2,}/gu), ([found]) => found);
  return [...numbers, ...names].find(
    (word) =>
      !published.includes(word) &&
      mails.includes(word) &&
      (pairs.filter(({ final }) => final.includes(word)).length < 2 ||
        (/\d/.test(word) && pairs.some(({ question }) => question.includes(word)))),
  );
}
