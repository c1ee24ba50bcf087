import type { Knowledge } from '#agent/knowledge/knowledge.ts';
import type { Passage } from '#agent/knowledge/passage.ts';
import { oncePer } from '#agent/once-per.ts';
import { steeringOf } from '#agent/policy/steering.ts';
import { languageOf } from '#agent/reading/language.ts';
import type { Reading } from '#agent/reading/reading.ts';
import type { Agent } from '#domain/agent-config.ts';
import type { Draft, Reason } from '#domain/decision.ts';

import { disguiseIn, unmasked } from './disguise.ts';
import { dictatedIn, echoIn, quotationIn, sentenceOfMail } from './echo.ts';
import { type Material, materialOf } from './material.ts';
import { offTopicIn } from './off-topic.ts';
import { guardedWordIn, guardedWords, secretsIn } from './secrets.ts';
import { sentencesBeyond } from './support-of-words.ts';

type Input = {
  agent: Agent;
  draft: Draft;
  conversation: readonly Reading[];
  passages: readonly Passage[];
  knowledge: Knowledge;
};

/**
 * What a draft carries that did not come from us: text of the mail, matters nothing of ours speaks of, disguised writing,
 * secrets (decision 0016). A mail that dictates what is to be written makes the bounds strict; nothing makes them wider.
 */
export function containmentReasons(input: Input): Reason[] {
  const { agent, draft, knowledge } = input;
  const material = materialOf(input);
  const body = unmasked(draft.body);
  const disguise = disguiseIn(draft.body, material);
  const echo = echoIn(body, material) ?? sentenceOfMail(body, material);
  const secrets = secretsIn(body, `${knowledge.text}\n${agent.instructions}`);
  const guarded = guardedWordIn(body, guardedIn(agent));
  return [
    ...(disguise === undefined ? [] : [reason('odd_text', 'it is written in', disguise)]),
    ...(echo === undefined ? [] : [reason('echoes_mail', 'it repeats from the mail:', echo)]),
    ...(secrets.length === 0 ? [] : [reason('secret_in_draft', 'it holds', secrets.join(', '))]),
    ...(guarded === undefined
      ? []
      : [reason('secret_in_draft', 'it gives away', 'a word the instructions keep')]),
    ...beyondReasons(body, input, material),
  ];
}

function beyondReasons(body: string, { draft, conversation }: Input, material: Material): Reason[] {
  const language = languageOf(body);
  const usual = sentencesBeyond(body, language, material, undefined);
  if (usual.length > 0) return [reason('beyond_evidence', 'nothing of ours speaks of', usual.join(' · '))];
  const steering = conversation
    .filter(({ by }) => by !== 'us')
    .flatMap(steeringOf)
    .filter(({ sentence }) => !material.ours.includes(sentence));
  const sign = steering[0]?.sign ?? offTopicIn(material);
  if (sign === undefined) return [];
  const dictated =
    dictatedIn(
      body,
      steering.map(({ sentence }) => sentence),
      material,
    ) ?? quotationIn(body, material);
  const strict = [
    ...(dictated === undefined ? [] : [dictated]),
    ...sentencesBeyond(body, language, material, steering.map(({ sentence }) => sentence).join('\n')),
    ...(/\p{Extended_Pictographic}/u.test(draft.body) ? ['pictures'] : []),
  ];
  return strict.length === 0
    ? []
    : [reason('steered_text', `${sign}, and the draft says:`, strict.join(' · '))];
}

const guardedIn = oncePer((agent: Agent) =>
  guardedWords(
    agent.instructions,
    [
      agent.name,
      agent.config.disclosure,
      ...agent.config.links,
      ...agent.config.mailboxes.map(({ address }) => address),
      ...agent.knowledge.map(({ text }) => text),
    ].join('\n'),
  ),
);

function reason(code: string, lead: string, what: string): Reason {
  return { code, detail: `${lead} ${what.replaceAll(/\s+/g, ' ').slice(0, 400)}` };
}
