import type { Cost, Decision } from '#domain/decision.ts';
import type { About, Account } from '#domain/ledger.ts';
import { fromJson } from './json.ts';

/** What lists show of a message, kept beside its account so that no list has to read that. */
export type Brief = {
  about: About | null;
  agent: string;
  decision: Decision['kind'] | null;
  category: string | null;
  confidence: number | null;
  /** Codes. */
  reasons: string[];
  /** How long it was worked on, in milliseconds; null when nothing was done. */
  tookMs: number | null;
  cost: Cost;
};

const longestWord = 200;
const mostReasons = 8;

/** The brief of an account, bounded: a long subject is cut. */
function briefOf(account: Account): Brief {
  const { about, agent, decision, category, confidence, reasons, steps, cost } = account;
  return {
    about: about ? shortAbout(about) : null,
    agent,
    decision,
    category,
    confidence,
    reasons: reasons.slice(0, mostReasons).map(({ code }) => code),
    tookMs: steps.length === 0 ? null : steps.reduce((sum, { tookMs }) => sum + tookMs, 0),
    cost,
  };
}

/** As it is kept. */
export function briefText(account: Account): string {
  return JSON.stringify(briefOf(account));
}

/** Reads a brief back; of a message that an earlier version stored it is made of its account. */
export function readBrief(row: string | null, account: string | null): Brief | undefined {
  if (row !== null) return fromJson<Brief>(row);
  const found = account === null ? null : fromJson<Account | null>(account);
  return found === null ? undefined : briefOf(found);
}

function shortAbout({ from, subject }: About): About {
  const name = from?.name === undefined ? {} : { name: short(from.name) };
  return { from: from && { ...name, email: short(from.email) }, subject: short(subject) };
}

function short(text: string): string {
  return text.length <= longestWord ? text : `${text.slice(0, longestWord - 1).toWellFormed()}…`;
}
