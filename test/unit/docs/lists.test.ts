import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createMetrics } from '#telemetry/metrics.ts';
import { messageStates } from '#domain/ledger.ts';
import { AgentConfig } from '#domain/agent-config.ts';
import { reviewStatuses } from '#domain/review.ts';
import { reviewShape } from '#server/api/review-json.ts';
import { messageShape } from '#server/api/message-json.ts';
import { everyKey } from '#store/agent-keys.ts';
import { keysOf } from '#store/keys.ts';
import { loadConfig, variableNames } from '../../../src/config.ts';
import { operationsOf } from '../../helpers/contract.ts';
import { documentOfApp } from '../server/contract.ts';
import { aRecord, aReview } from '../server/fixtures.ts';
import { blocksOf, codesInTables, proseOf, read, root, sectionOf } from './documents.ts';

const operation = read('docs/operation.md');
const agents = read('docs/agents.md');
const api = read('docs/api.md');
const architecture = read('docs/architecture.md');

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].toSorted();

function sourcesOf(...folders: string[]): string {
  const names = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  return names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => read(name))
    .join('\n');
}

describe('docs/operation.md', () => {
  it('has every setting that is read, and no other', () => {
    expect(sorted(codesInTables(sectionOf(operation, '## Settings')))).toEqual(sorted(variableNames));
  });

  it('shows the defaults that hold', () => {
    const rows = sectionOf(operation, '## Settings').matchAll(/^\| `(\w+)` \| `([^`]+)` \|/gm);
    const shown = Object.fromEntries([...rows].map(([, name = '', value = '']) => [name, value]));
    const { env: _, ...config } = loadConfig(shown, 'cli');
    const { env: __, ...defaults } = loadConfig({}, 'cli');
    expect(Object.keys(shown).length).toBeGreaterThan(10);
    expect(config).toEqual(defaults);
  });

  it('has every metric there is, and no other', async () => {
    const rendered = await createMetrics().renderMetrics();
    const counted = [...rendered.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name);
    const gauges = [...read('src/gauges.ts').matchAll(/registerGauge\(\s*'(\w+)'/g)];
    const names = [...counted, ...gauges.map(([, name = '']) => `inreply_${name}`)];
    expect(sorted(codesInTables(sectionOf(operation, '## Health and metrics')))).toEqual(sorted(names));
  });

  it('has every event of the log, and no other', () => {
    const noted = [
      ...sourcesOf('src/telemetry').matchAll(/note\(\s*[^']*?(?:'\w+'[^']*?)*?, '([a-z_.]+)', /g),
    ];
    const plain = [...read('src/context.ts').matchAll(/event: '([a-z_.]+)'/g)];
    const logged = [...noted, ...plain].map(([, name = '']) => name);
    expect(sorted(codesInTables(sectionOf(operation, '## Logs')))).toEqual(sorted(logged));
  });

  it('names in its alarms only what exists', () => {
    const known = [
      ...codesInTables(operation),
      ...codesInTables(sectionOf(agents, '## Reasons')),
      ...variableNames,
    ];
    const alarms = codesInTables(sectionOf(operation, '## Alarms'));
    expect(alarms.filter((name) => !known.includes(name))).toEqual([]);
    expect(alarms.length).toBeGreaterThan(4);
  });
});

/** Values of groups of keys under names with dots. */
function withDots(group: object, under = ''): Record<string, unknown> {
  const entries = Object.entries(group).flatMap(([key, value]: [string, unknown]): [string, unknown][] => {
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isGroup ? Object.entries(withDots(value, `${under}${key}.`)) : [[`${under}${key}`, value]];
  });
  return Object.fromEntries(entries);
}

describe('docs/agents.md', () => {
  it('has every key of agent.yaml, and no other', () => {
    expect(sorted(codesInTables(sectionOf(agents, '## Keys')))).toEqual(sorted(everyKey()));
  });

  it('shows the defaults that hold', () => {
    const least = {
      mailboxes: [{ grant: 'g', address: 'a@b.example' }],
      categories: { x: { when: 'w', action: 'skip' } },
      budget: {},
      autonomy: {},
      reviews: {},
      notify: { digest: { to: ['a@b.example'] } },
      attachments: {},
    };
    const defaults = withDots(AgentConfig.parse(least));
    const rows = [...sectionOf(agents, '## Keys').matchAll(/^\| `([\w.]+)` \| `([a-z\d.]+)` \|/gm)];
    const shown = Object.fromEntries(rows.map(([, key = '', value = '']) => [key, value]));
    expect(Object.keys(shown).length).toBeGreaterThan(10);
    for (const [key, value] of Object.entries(shown))
      expect(`${key} ${String(defaults[key])}`).toBe(`${key} ${value}`);
  });

  it('has every reason the code gives, and no other', () => {
    const text = sourcesOf('src/agent', 'src/workers');
    // All snake_case words in quotes are reasons, but for these kinds; words without _ stand where reasons are made.
    const kinds = new Set(['draft_gone', 'new_key', 'tool_arguments']);
    const compound = [...text.matchAll(/'([a-z]+(?:_[a-z]+)+)'/g)].map(([, code = '']) => code);
    const single = [...text.matchAll(/(?:code: |\b(?:reason|sure|doubtful|listed|close)\(\s*)'([a-z]+)'/g)];
    const given = [...compound.filter((code) => !kinds.has(code)), ...single.map(([, code = '']) => code)];
    expect(sorted(codesInTables(sectionOf(agents, '## Reasons')))).toEqual(sorted(given));
  });

  it('names each reason once', () => {
    const codes = codesInTables(sectionOf(agents, '## Reasons'));
    expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
  });
});

describe('docs/api.md', () => {
  it('shows a review with the fields it has', () => {
    const [example = ''] = blocksOf(api, 'json');
    const shown = z.record(z.string(), z.unknown()).parse(JSON.parse(example));
    const about = { assignee: null, snoozedUntilMs: null, notes: [], newest: 'm1', approvalsNeeded: 1 };
    expect(Object.keys(shown)).toEqual(Object.keys(reviewShape(aReview(), about)));
  });

  it('has every field of a message', () => {
    const fields = [...Object.keys(messageShape(aRecord())), 'reply', 'escalation'];
    const shown = codesInTables(sectionOf(api, '## Messages'));
    expect(sorted(shown)).toEqual(sorted(fields));
  });

  it('names every state and status', () => {
    const named = new Set([...proseOf(api).matchAll(/`([a-z]+)`/g)].map(([, word]) => word));
    expect([...messageStates, ...reviewStatuses].filter((word) => !named.has(word))).toEqual([]);
  });

  it('lists every route with the role it needs, and no other', async () => {
    const routes = operationsOf(await documentOfApp()).map(({ method, path, operation: of }) => {
      const role = of.security === undefined ? (of['x-role'] ?? 'viewer') : 'open to all';
      return `\`${method.toUpperCase()} ${path}\` | ${role}`;
    });
    const rows = sectionOf(api, '## All routes').matchAll(/^\| (`[A-Z]+ [^|]*) \| ([\w ]+) \|/gm);
    const listed = [...rows].map(([, route = '', role = '']) => `${route} | ${role}`);
    expect(sorted(listed)).toEqual(sorted(routes));
  });

  it('names every type of error, and no other', () => {
    const text = sourcesOf('src/server');
    const refused = [...text.matchAll(/refuse\(\s*c,\s*\d+,\s*'(\w+)'/g)].map(([, type = '']) => type);
    const table = [...text.matchAll(/\[50\d, '(\w+)'/g)].map(([, type = '']) => type);
    const conflicts = [
      'stale_version',
      'already_decided',
      'already_approved',
      'sign_in_first',
      'too_late',
      'empty_reply',
    ];
    const outcomes = codesInTables(sectionOf(api, '## Webhooks of Nylas'), 1);
    const documented = codesInTables(api.split('\n## ')[0] ?? '', 1);
    const ofHealth = ['redis_away', 'stopping', 'no_challenge'];
    const known = sorted([...refused, ...table, ...conflicts].filter((type) => !ofHealth.includes(type)));
    expect(sorted(documented)).toEqual(known);
    const answered = [...read('src/server/webhooks.ts').matchAll(/^ {2}(\w+): \{\s*status: \d+/gm)];
    expect(sorted(outcomes)).toEqual(sorted(answered.map(([, name = '']) => name)));
  });
});

describe('docs/architecture.md', () => {
  it('has every key of Redis', () => {
    const keys = Object.values(keysOf(0)).map((key) =>
      typeof key === 'string' ? key : key('PART', 'PART').replaceAll(/PART(?:%2F|\/)?(?:PART)?/g, ''),
    );
    const documented = codesInTables(sectionOf(architecture, '## Keys in Redis')).map((key) =>
      key.replace(/(?:THREAD|MESSAGE|CATEGORY|ID|STATUS|DATE)$/, ''),
    );
    expect(keys.filter((key) => !documented.includes(key))).toEqual([]);
  });

  it('names every folder of src, and every state', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(folders.filter(({ name }) => !architecture.includes(`\nsrc/${name}/ `))).toEqual([]);
    expect(
      messageStates.filter((state) => !new RegExp(`(?:-->|\\[\\*\\] -->) ${state}\\b`).test(architecture)),
    ).toEqual([]);
  });

  it('names only reasons that exist in its table of faults', () => {
    const known = [
      ...codesInTables(sectionOf(agents, '## Reasons')),
      ...messageStates,
      'dead_letter',
      'LEASE_MS',
    ];
    const named = [0, 1, 2].flatMap((column) => codesInTables(sectionOf(architecture, '## Faults'), column));
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('docs/decisions/0010-dependencies.md', () => {
  it('has a reason for every dependency, and no other', () => {
    const Package = z.object({
      dependencies: z.record(z.string(), z.string()),
      devDependencies: z.record(z.string(), z.string()),
    });
    const { dependencies, devDependencies } = Package.parse(JSON.parse(read('package.json')));
    const text = read('docs/decisions/0010-dependencies.md');
    expect(codesInTables(sectionOf(text, '## At run time'))).toEqual(Object.keys(dependencies));
    expect(codesInTables(sectionOf(text, '## For development'))).toEqual(Object.keys(devDependencies));
  });
});
