import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { AgentConfig, type Agent } from '#domain/agent-config.ts';
import { parse } from 'yaml';

import { mailbox } from './cases.ts';

const shipped = resolve(import.meta.dirname, '../../../agents/support');

/** The support agent that comes with the project: knowledge, instructions, automatic replies. */
export function supportAgent(): Agent {
  const yaml = readFileSync(resolve(shipped, 'agent.yaml'), 'utf8')
    .replaceAll('${SUPPORT_GRANT_ID}', mailbox.grant)
    .replaceAll('${SUPPORT_ADDRESS}', mailbox.address)
    .replaceAll(/\$\{\w+\}/g, 'a-model');
  const folder = resolve(shipped, 'knowledge');
  return {
    name: 'support',
    config: AgentConfig.parse(parse(yaml)),
    instructions: readFileSync(resolve(shipped, 'instructions.md'), 'utf8'),
    knowledge: readdirSync(folder).map((name) => ({
      name,
      text: readFileSync(resolve(folder, name), 'utf8'),
    })),
  };
}

/** The least an agent can be: one category, one line of instructions, no knowledge. */
export function bareAgent(instructions = 'You are Mia of the shop. Be short and kind.'): Agent {
  return {
    name: 'bare',
    config: AgentConfig.parse({
      mailboxes: [mailbox],
      mode: 'auto',
      categories: { question: { when: 'asks anything', action: 'reply' } },
    }),
    instructions,
    knowledge: [],
  };
}
