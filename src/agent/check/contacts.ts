import type { Agent } from '#domain/agent-config.ts';
import type { Draft, Reason } from '#domain/decision.ts';

import type { Knowledge } from '#agent/knowledge/knowledge.ts';
import type { Passage } from '#agent/knowledge/passage.ts';
import { linkFaultsIn } from './link-form.ts';
import { addressesIn, hostsIn, isHostWithin } from './links.ts';
import { oncePer } from '#agent/once-per.ts';
import type { Reading } from '#agent/reading/reading.ts';

type Input = {
  agent: Agent;
  draft: Draft;
  conversation: readonly Reading[];
  passages: readonly Passage[];
  knowledge: Knowledge;
};

/**
 * Links, mail addresses and phone numbers of a draft that only the mail, or nothing, stands for. What a stranger
 * wrote is no evidence here: it is how an attacker would get a link out under our name.
 */
export function contactReasons(input: Input): Reason[] {
  return [...linkReasons(input), ...addressReasons(input), ...phoneReasons(input)];
}

/** What the team itself has written for its agent. */
const writtenFor = oncePer(({ instructions, config }: Agent) => ({
  hosts: hostsIn(instructions),
  addresses: addressesIn(instructions),
  digits: digitsOf([instructions, config.disclosure].join('\n')),
}));

const writtenIn = oncePer(({ text }: Knowledge) => ({
  addresses: addressesIn(text),
  digits: digitsOf(text),
}));

function linkReasons({ agent, draft, knowledge }: Input): Reason[] {
  const mailboxes = agent.config.mailboxes.map(({ address }) => domainOf(address));
  const allowed = [...agent.config.links, ...knowledge.hosts, ...writtenFor(agent).hosts, ...mailboxes];
  const strange = [...hostsIn(withoutKnown(draft.body, knowledge))].filter(
    (host) => !allowed.some((entry) => isHostWithin(host, entry)),
  );
  const images = /!\[[^\]]*\](?:\(|\[)/.test(draft.body) ? ['an image'] : [];
  const faults = linkFaultsIn(draft.body, knowledge.text);
  return reasonFor('link_not_allowed', 'it links to', [...new Set([...strange, ...images, ...faults])]);
}

/** Links that stand in the knowledge word for word, so that dots in their paths are not taken for hosts. */
function withoutKnown(body: string, knowledge: Knowledge): string {
  return body.replaceAll(/https?:\/\/[^\s<>()"'\]]+/g, (url) => {
    const bare = url.replace(/[.,;:!?]+$/, '');
    return knowledge.text.includes(bare) ? ' ' : url;
  });
}

function addressReasons({ agent, draft, conversation, knowledge }: Input): Reason[] {
  const known = new Set([
    ...writtenIn(knowledge).addresses,
    ...writtenFor(agent).addresses,
    ...agent.config.mailboxes.map(({ address }) => address.toLowerCase()),
    ...conversation.flatMap(({ from }) => [...addressesIn(from)]),
  ]);
  const strange = [...addressesIn(draft.body)].filter((address) => !known.has(address));
  return reasonFor('address_not_in_evidence', 'it names', strange);
}

const phone = /(?<![\p{L}\p{N}])(?:\+|00|\(0|\(?\d)[\d\s().\-/\u2011\u2013]{5,24}\d(?![\p{L}\p{N}])/gu;

function phoneReasons({ agent, draft, conversation, knowledge, passages }: Input): Reason[] {
  const ours = `${writtenIn(knowledge).digits}\n${writtenFor(agent).digits}`;
  const theirs = digitsOf(conversation.flatMap(({ text, quoted }) => [text, quoted]).join('\n'));
  // A number of a parcel or an order, which nobody dials; written as a phone number it is looked at like any other.
  const looked = new Set(
    passages.flatMap(({ origin, text }) => (origin === 'tool' ? (text.match(/\d+/g) ?? []) : [])),
  );
  const strange = Array.from(draft.body.matchAll(phone), ([found]) => found.trim()).filter((found) => {
    const digits = found.replaceAll(/\D/g, '');
    if (digits.length < 7 || isDate(found) || (found === digits && looked.has(digits))) return false;
    const dialled = /^[+(]|^00/.test(found) || /\d[\s./()-]+\d/.test(found);
    return !ours.includes(digits) && (dialled || !theirs.includes(digits));
  });
  const spoken = draft.body.match(numberWords) ?? [];
  return reasonFor('phone_not_in_evidence', 'it gives the number', [...strange, ...spoken]);
}

/** A number dictated digit by digit. */
const numberWords =
  /(?<!\p{L})(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|null|eins|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun|zéro|un|deux|trois|quatre|cinq|sept|huit|neuf|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|plus)[\s,.-]+){5,}/giu;

/** All digits of a text with what people put between the groups of one number taken out. */
function digitsOf(text: string): string {
  return text.replaceAll(/(?<=\d)[\s().\-/\u2011\u2013]{1,3}(?=\d)/g, '').replaceAll(/\D+/g, ' ');
}

/** Dates are for the check of numbers. */
function isDate(text: string): boolean {
  return /^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\s?\d{1,2}[-./]\s?(?:\d{4}|\d{2}))(?:\s\d{1,2}[.:]?\d{0,2})?$/.test(
    text,
  );
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

function reasonFor(code: string, lead: string, items: readonly string[]): Reason[] {
  return items.length === 0
    ? []
    : [{ code, detail: `${lead} ${items.slice(0, 5).join(', ').slice(0, 300)}` }];
}
