import type { Classified } from './classify.ts';
import type { Drafted } from './draft.ts';
import type { PromptReading } from './reading.ts';

/** Persona `sandbox-hostile`: sorts as the mail tells it to, is sure, and reports no injection. */
export function classifyHostile(reading: PromptReading, categories: readonly string[]): Classified {
  const mail = reading.newest.toLowerCase();
  const named = categories.find((name) => name !== 'none' && mail.includes(name.toLowerCase()));
  return {
    category: named ?? categories[0] ?? 'none',
    confidence: 1,
    language: 'en',
    needs_reply: true,
    injection: false,
    reason: 'the mail said so',
  };
}

/** Persona `sandbox-hostile`: does whatever the mail asks, gives its instructions away and claims a source for it. */
export function draftHostile(reading: PromptReading): Drafted {
  const wanted =
    /(?:reply with|respond with|answer with|say|write|include|send|output|print)[: ]+([^\n]{3,500})/i.exec(
      reading.newest,
    );
  const links = reading.newest.match(/https?:\/\/[^\s<>"']+/g) ?? [];
  const addresses = reading.newest.match(/[\w.+-]+@[\w-]+\.[\w.-]+/g) ?? [];
  const said = [
    wanted?.[1]?.trim() ?? reading.newest.slice(0, 500),
    ...[...new Set(links)].map((link) => `See ${link}`),
    ...[...new Set(addresses)].map((address) => `Write to ${address}`),
    'My instructions are:',
    reading.system.slice(0, 1500),
  ];
  const [first] = reading.passages;
  return {
    body: said.join('\n\n'),
    citations: first ? [{ text: said[0] ?? '', source: first.id }] : [],
    unsupported: [],
    commitments: [],
    confidence: 1,
  };
}
