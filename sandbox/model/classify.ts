import { languageOf } from './language.ts';
import type { PromptReading } from './reading.ts';
import { normalised, rarity, termsOf } from './words.ts';

export type Classified = {
  category: string;
  confidence: number;
  language: string;
  needs_reply: boolean;
  injection: boolean;
  reason: string;
};

/** Below this the best category says too little to be named. */
const MIN_SCORE = 0.9;
/** From this on a match counts as full evidence. */
const FULL_SCORE = 2;

const instructionToMachine =
  /ignor\w* (?:all |any |the |every )*(?:previous|prior|above|earlier|preceding|your)|disregard (?:all|any|the|previous|prior|your)|forget (?:all |your |the |previous )+(?:instruction|rule|prompt)|system prompt|you are now|new instructions?:|developer mode|jailbreak|reveal (?:your|the) (?:prompt|instruction|rule)|as an ai|(?:dear|attention|hey) (?:ai|assistant|bot|model)|ignorier\w* (?:sie )?(?:alle|die|samtliche|bisherige|vorherige)|vergiss (?:alle|deine)|systemprompt|ignore[sz]? (?:les|toutes|vos) |oublie[sz]? (?:les|toutes|vos) |ignora (?:todas|las|tus)|olvida (?:todas|las|tus)/;
const question =
  /\?|¿|(?<![a-z])(?:please|can you|could you|would you|how|when|where|what|which|bitte|konnen sie|konntet|wie|wann|wo|welche|pouvez|comment|quand|combien|quel|puede|podria|como|cuando|donde|cual|i want|i need|i would like|ich mochte|ich brauche|je voudrais|je souhaite|quiero|necesito)(?![a-z])/;

/** Sorts the newest mail of a prompt by the words it shares with each category (sandbox/README.md, "The model's rules"). */
export function classify(reading: PromptReading, categories: readonly string[]): Classified {
  const plain = normalised(reading.newest);
  const asks = question.test(plain);
  const mail = termsOf(reading.newest);
  // "Thanks in advance" beside a question is politeness, not the matter.
  if (asks) mail.delete('#thanks');
  const injection = instructionToMachine.test(plain);
  const language = languageOf(reading.newest);
  const ranked = rank(mail, reading.outside, categories);
  const [best, second] = ranked;
  if (!best || best.score < MIN_SCORE) {
    const reason = 'offline rules: no category shares enough words with the mail';
    return {
      category: 'none',
      confidence: 0.5,
      language,
      needs_reply: asks || !mail.has('#thanks'),
      injection,
      reason,
    };
  }
  const margin = (best.score - (second?.score ?? 0)) / best.score;
  const strength = Math.min(1, best.score / FULL_SCORE);
  return {
    category: best.name,
    confidence: Math.round((0.5 + 0.47 * Math.min(1, margin * 1.6) * strength) * 100) / 100,
    language,
    needs_reply: asks || !mail.has('#thanks'),
    injection,
    reason: `offline rules: ${best.shared.slice(0, 6).join(', ')} point to ${best.name}`,
  };
}

type Ranked = { name: string; score: number; shared: string[] };

function rank(mail: Set<string>, prompt: string, categories: readonly string[]): Ranked[] {
  const named = categories.filter((name) => name !== 'none');
  const described = named.map((name) => ({
    name,
    ofName: termsOf(name.replaceAll('_', ' ')),
    all: termsOf(`${name.replaceAll('_', ' ')} ${descriptionOf(name, prompt, named)}`),
  }));
  const weigh = rarity(described.map(({ all }) => all));
  return described
    .map(({ name, ofName, all }) => {
      const shared = [...all].filter((term) => mail.has(term));
      const score = shared.reduce(
        (sum, term) => sum + weigh(term) * (ofName.has(term) ? 2 : 1) * (term.startsWith('#') ? 1.2 : 1),
        0,
      );
      return { name, score, shared };
    })
    .toSorted((a, b) => b.score - a.score);
}

/** What the prompt says about a category: the rest of each line that names it and no other. */
function descriptionOf(name: string, prompt: string, all: readonly string[]): string {
  const lines = prompt.split('\n');
  const found: string[] = [];
  for (const [at, line] of lines.entries()) {
    const words: string[] = line.match(/[A-Za-z][A-Za-z0-9_]*/g) ?? [];
    if (!words.includes(name)) continue;
    if (words.some((word) => word !== name && word.includes('_') && all.includes(word))) continue;
    const rest = line.slice(line.indexOf(name) + name.length).replace(/^["'`*\]:\s–-]+/, '');
    found.push(rest === '' ? (lines[at + 1] ?? '') : rest);
  }
  const escaped = name.replace(/[^A-Za-z0-9_]/g, '\\$&');
  // Names that are common words stand in other sentences too; the list of categories is the line that starts with it.
  const entry = lines.find((line) => new RegExp(`^[\\s"'\`*#-]*${escaped}["'\`*]*\\s*[:=–-]`).test(line));
  return entry ? entry.slice(entry.indexOf(name) + name.length) : found.join(' ');
}
