import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import type { Pair } from '#domain/pair.ts';
import type { WrittenCase } from '#cli/eval/case-schema.ts';
import { printable, type Terminal } from '#cli/terminal.ts';
import { loadConfig } from '../../config.ts';
import { fetchPairs, nothingKept, type PairQuery } from './pairs.ts';

/** Writes each pair as a case for `inreply eval`; files are readable by their owner alone. Throws SetupError. */
export async function exportPairs(
  { cases, ...query }: PairQuery & { cases: string },
  terminal: Terminal,
): Promise<void> {
  const pairs = await fetchPairs(query, loadConfig(terminal.env, 'cli'), terminal);
  if (pairs.length === 0) return terminal.print(nothingKept);
  const out = resolve(terminal.cwd, cases);
  await mkdir(out, { recursive: true, mode: 0o700 });
  for (const pair of pairs) {
    const file = join(out, `${pair.agent}-${pair.id}.yaml`);
    await writeFile(file, stringify(caseOf(pair), { lineWidth: 0 }), { mode: 0o600 });
    await chmod(file, 0o600);
  }
  terminal.print(`${pairs.length} cases are in ${printable(out)}`);
}

/** A pair as a case: a reply or a review is right, in its category, and what the person sent is the reference. */
export function caseOf({ id, agent, category, question, final, changes }: Pair): WrittenCase {
  return {
    id: `${agent}-${id}`,
    agent,
    thread: [
      { from: 'Person <person-1@redacted.example>', subject: 'A question', body: withStandIns(question) },
    ],
    expect: {
      decision: ['reply', 'review'],
      ...(category === null ? {} : { category: [category] }),
      reference: withStandIns(final),
    },
    tags: ['learnt', ...changes],
  };
}

/** Marks of personal data as things of their kind that are nobody's (RFC 2606, RFC 5737). */
function withStandIns(text: string): string {
  return text.replaceAll(/\[\[([A-Z]+)_(\d+)_[a-p]{8}\]\]/g, (_mark, kind: string, number: string) => {
    const forms: Record<string, string> = {
      EMAIL: `person-${number}@redacted.example`,
      NAME: `Person${number}`,
      PHONE: '+00 000 0000000',
      CARD: '0000 0000 0000 0000',
      IBAN: 'XX00 0000 0000 0000',
      IP: '192.0.2.1',
    };
    return forms[kind] ?? '[left out]';
  });
}
