import { describe, expect, it } from 'vitest';
import type { AgentConfig } from '#domain/agent-config.ts';
import { lacksModel, modelsFor, smallModelsOf } from '#domain/models-config.ts';
import { parseAgentYaml } from '#store/agent-yaml.ts';

const head = `mailboxes: [{ grant: g1, address: a@example.com }]
categories: { a: { when: b, action: skip } }
`;
const config = (yaml: string): AgentConfig => {
  const read = parseAgentYaml('agent.yaml', head + yaml, { KEY: 'k-2' });
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return read.config;
};
const faultsOf = (yaml: string): string[] => {
  const read = parseAgentYaml('agent.yaml', head + yaml, {});
  return 'faults' in read ? read.faults.map(({ line, reason }) => `${line}: ${reason}`) : [];
};

describe('the models of an agent', () => {
  it('are for every step the one of "model", or of the environment', () => {
    expect(modelsFor(config('model: m'), 'draft', 'other')).toEqual([{ model: 'm' }]);
    expect(modelsFor(config(''), 'classify', 'other')).toEqual([{ model: 'other' }]);
    expect(modelsFor(config(''), 'classify', undefined)).toEqual([]);
  });

  it('are named by step in every form there is, with the server of a provider', () => {
    const read = config(`model: m
models:
  classify: c
  draft: [d, { model: e }, { model: f, provider: second }]
  small: { model: s, provider: second }
providers: { second: { base_url: "http://127.0.0.1:9/v1/", api_key: "\${KEY}" } }`);
    const server = { name: 'second', baseUrl: 'http://127.0.0.1:9/v1', apiKey: 'k-2', takesCacheKey: false };
    expect(modelsFor(read, 'classify', undefined)).toEqual([{ model: 'c' }]);
    expect(modelsFor(read, 'draft', undefined)).toEqual([
      { model: 'd' },
      { model: 'e' },
      { model: 'f', server },
    ]);
    expect(modelsFor(read, 'tool_arguments', undefined)).toEqual([{ model: 'c' }]);
    expect(smallModelsOf(read)).toEqual([{ model: 's', server }]);
    expect(smallModelsOf(config(''))).toEqual([]);
  });

  it('are lacking when one step has none', () => {
    expect(lacksModel(config('models: { classify: c }'), undefined)).toBe(true);
    expect(lacksModel(config('models: { classify: c, draft: d }'), undefined)).toBe(false);
    expect(lacksModel(config('models: { classify: c }'), 'm')).toBe(false);
  });
});

describe('a fault in the keys for models', () => {
  const form = 'write the name of a model, { model: NAME, provider: NAME }, or a list of up to 8 of these';
  const cases: [string, string, string[]][] = [
    ['a number for a model', 'models: { draft: 4 }', [`3: models.draft: ${form}`]],
    ['no model at all', 'models:\n  draft: []', [`4: models.draft: ${form}`]],
    ['a key too many in a model', 'models: { draft: { model: a, url: b } }', [`3: models.draft: ${form}`]],
    [
      'an unknown provider',
      'models: { draft: [{ model: a, provider: secnd }] }\nproviders: { second: { base_url: "http://a.example" } }',
      ['3: models.draft: provider "secnd" is not under providers; known: second'],
    ],
    [
      'a misspelt step',
      'models: { classfy: a }',
      ['3: unknown key "classfy" in models; did you mean "classify"?'],
    ],
    [
      'an address that is none',
      'providers: { second: { base_url: a.example } }',
      ['3: providers.second.base_url: write an address that starts with http:// or https://'],
    ],
    [
      'money without prices',
      'budget: { per_day: { money: 3 } }',
      [
        '3: budget.per_day.money: money can be counted only with prices; add prices: { MODEL: { input, output } }',
      ],
    ],
    [
      'a bound of nothing',
      'budget: { per_day: { tokens: 0 } }',
      ['3: budget.per_day.tokens must be at least 1, not 0'],
    ],
    [
      'an outcome that is none',
      'budget: { when_spent: stop }',
      ['3: budget.when_spent must be one of review, skip, not "stop"'],
    ],
    ['a price without its half', 'prices: { m: { input: 1 } }', ['3: prices.m.output is missing; add it']],
    [
      'a share beyond the whole',
      'budget: { small_from: 80 }',
      ['3: budget.small_from must be at most 1, not 80'],
    ],
  ];
  for (const [what, yaml, faults] of cases) {
    it(`(${what}) says where it is and what to do`, () => {
      expect(faultsOf(yaml)).toEqual(faults);
    });
  }
});

it('an agent that names none of them is as it ever was', () => {
  const read = config('');
  const { models, providers, prices, budget, speculative } = read;
  expect({ models, providers, prices, budget, speculative }).toEqual({ speculative: false });
});
