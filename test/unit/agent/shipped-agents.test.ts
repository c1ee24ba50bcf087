import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { createKnowledge } from '#agent/knowledge/knowledge.ts';
import { AgentConfig } from '#domain/agent-config.ts';

const agents = resolve(import.meta.dirname, '../../../agents');

function knowledgeOf(name: string): ReturnType<typeof createKnowledge> {
  const folder = resolve(agents, name, 'knowledge');
  return createKnowledge(
    readdirSync(folder).map((file) => ({ name: file, text: readFileSync(resolve(folder, file), 'utf8') })),
  );
}

describe('the example agents', () => {
  for (const name of readdirSync(agents)) {
    const text = readFileSync(resolve(agents, name, 'agent.yaml'), 'utf8');

    it(`${name}: its file is valid and asks for three variables only`, () => {
      const upper = name.toUpperCase();
      const asked = new Set(Array.from(text.matchAll(/\$\{(\w+)\}/g), ([, variable]) => variable));
      expect(asked).toEqual(new Set([`${upper}_GRANT_ID`, `${upper}_ADDRESS`, 'OPENAI_MODEL']));
      const filled = text.replaceAll(/\$\{\w+_ADDRESS\}/g, 'a@b.example').replaceAll(/\$\{\w+\}/g, 'x');
      expect(AgentConfig.safeParse(parse(filled)).error).toBeUndefined();
    });

    it(`${name}: it has instructions`, () => {
      expect(readFileSync(resolve(agents, name, 'instructions.md'), 'utf8').length).toBeGreaterThan(500);
    });
  }

  const questions: [string, string, string][] = [
    ['support', 'Where is my order?', 'You can see where your order is with the tracking link'],
    ['support', 'How long does shipping to Germany take?', 'Shipping to Germany takes 2 to 3 working days.'],
    ['support', 'Can I return shoes?', 'You can return shoes and bags within 30 days'],
    ['support', 'How can I pay?', 'You can pay by credit card'],
    ['sales', 'What is the minimum order for a shop?', 'The first order of a shop is at least 12 pairs'],
    ['sales', 'Can you engrave our logo?', 'Engraving costs 4 EUR a piece'],
  ];

  for (const [name, question, answer] of questions) {
    it(`${name}: its knowledge answers "${question}"`, () => {
      expect(
        knowledgeOf(name)
          .search(question, 2)
          .map(({ text }) => text)
          .join('\n'),
      ).toContain(answer);
    });
  }
});
