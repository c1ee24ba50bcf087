import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeFault, watchAgents, type AgentRegistry } from '#store/agent-folders.ts';

let dir: string;
let registry: AgentRegistry | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'agents-'));
});
afterEach(async () => {
  await registry?.[Symbol.asyncDispose]();
  registry = undefined;
  rmSync(dir, { recursive: true, force: true });
});

function yaml(grant: string, address: string, more = ''): string {
  return `mailboxes: [{ grant: ${grant}, address: ${address} }]\ncategories: { all: { when: any, action: reply } }\n${more}`;
}

function write(name: string, content: string, instructions = 'Be kind.'): void {
  mkdirSync(join(dir, name), { recursive: true });
  writeFileSync(join(dir, name, 'agent.yaml'), content);
  writeFileSync(join(dir, name, 'instructions.md'), instructions);
}

async function watch(more: Partial<Parameters<typeof watchAgents>[0]> = {}): Promise<AgentRegistry> {
  registry = await watchAgents({ dir, env: {}, pollMs: 10, ...more });
  return registry;
}

const eventually = (check: () => void) => vi.waitFor(check, 5_000);
const inForce = () => registry?.agents().map(({ name, config }) => `${name} ${config.mode}`);
const faults = () => registry?.faults().map((fault) => describeFault(fault).slice(dir.length + 1));

describe('agent folders', () => {
  it('are found by the grant of a mailbox', async () => {
    write('support', yaml('g1', 'support@example.com'));
    write('sales', yaml('g2', 'sales@example.com'));
    writeFileSync(join(dir, 'README.md'), 'not an agent');
    const agents = await watch();
    expect(agents.mailboxOf('g2')).toMatchObject({
      agent: { name: 'sales' },
      mailbox: { address: 'sales@example.com' },
    });
    expect(agents.mailboxOf('g3')).toBeUndefined();
    expect(agents.ownAddresses()).toEqual(['sales@example.com', 'support@example.com']);
  });

  it('come into force when they change, also when an editor replaces the file', async () => {
    write('support', yaml('g1', 'a@example.com', 'mode: auto'));
    const seen: string[] = [];
    await watch({ onChange: (agents) => seen.push(agents.map(({ config }) => config.mode).join()) });
    writeFileSync(join(dir, 'support/.agent.yaml.new'), yaml('g1', 'a@example.com', 'mode: off '));
    renameSync(join(dir, 'support/.agent.yaml.new'), join(dir, 'support/agent.yaml'));
    await eventually(() => expect(inForce()).toEqual(['support off']));
    write('sales', yaml('g2', 'b@example.com'));
    await eventually(() => expect(inForce()).toEqual(['sales review', 'support off']));
    expect(seen).toEqual(['auto', 'off', 'review,off']);
  });

  it('stay as they are when the cases change that they are evaluated on', async () => {
    write('support', yaml('g1', 'a@example.com'));
    const seen: string[] = [];
    await watch({ onChange: (agents) => seen.push(agents.map(({ name }) => name).join()) });
    mkdirSync(join(dir, 'support/cases'));
    writeFileSync(join(dir, 'support/cases/first.yaml'), 'not an agent');
    write('sales', yaml('g2', 'b@example.com'));
    await eventually(() => expect(inForce()).toEqual(['sales review', 'support review']));
    const support = registry?.mailboxOf('g1')?.agent;
    writeFileSync(join(dir, 'support/cases/first.yaml'), 'changed');
    write('sales', yaml('g2', 'b@example.com', 'mode: auto'));
    await eventually(() => expect(inForce()).toEqual(['sales auto', 'support review']));
    expect(registry?.mailboxOf('g1')?.agent).toBe(support);
    expect(seen).toEqual(['support', 'sales,support', 'sales,support']);
  });

  it('keep their last good version when a bad one is written, and say once what is wrong', async () => {
    write('support', yaml('g1', 'a@example.com', 'mode: auto'));
    const told: string[] = [];
    await watch({ onFault: (fault) => told.push(fault.reason) });
    write('support', yaml('g1', 'a@example.com', 'mode: maybe'));
    await eventually(() => expect(faults()).toHaveLength(1));
    expect(faults()).toEqual([
      'support/agent.yaml:3: mode must be one of off, shadow, review, auto, not "maybe"',
    ]);
    expect(inForce()).toEqual(['support auto']);
    write('other', yaml('g2', 'b@example.com'));
    await eventually(() => expect(inForce()).toHaveLength(2));
    write('support', yaml('g1', 'a@example.com', 'mode: shadow'));
    await eventually(() => expect(inForce()).toEqual(['other review', 'support shadow']));
    expect(faults()).toEqual([]);
    expect(told).toHaveLength(1);
  });

  it('are no longer in force once removed, but stay when the whole folder cannot be read', async () => {
    write('support', yaml('g1', 'a@example.com'));
    write('sales', yaml('g2', 'b@example.com'));
    await watch();
    rmSync(join(dir, 'sales'), { recursive: true });
    await eventually(() => expect(inForce()).toEqual(['support review']));
    rmSync(dir, { recursive: true });
    await eventually(() => expect(registry?.faults()[0]?.reason).toContain('the agents stay as they were'));
    expect(inForce()).toEqual(['support review']);
  });

  it('start with the good ones and report the bad', async () => {
    write('support', yaml('g1', 'a@example.com'));
    mkdirSync(join(dir, 'empty'));
    await watch();
    expect(inForce()).toEqual(['support review']);
    expect(faults()).toEqual([
      'empty/agent.yaml:1: is missing; an agent needs it (or remove the folder)',
      'empty/instructions.md:1: is missing; say in it how this agent should answer',
    ]);
  });

  it('refuse to start when none is good, with all faults and what to do', async () => {
    write('support', yaml('g1', 'a@example.com', 'mode: maybe'), '');
    await expect(watch()).rejects.toThrow(
      /^no agent in .* can be used; put this right:\n {2}.*agent\.yaml:3: mode must.*\n {2}.*instructions\.md:1: is empty/,
    );
    rmSync(join(dir, 'support'), { recursive: true });
    await expect(watch()).rejects.toThrow(
      /^no agent in .*; copy the project's agents\/support there as a start, or set AGENTS_DIR/,
    );
    rmSync(dir, { recursive: true });
    await expect(watch()).rejects.toThrow(/^no agents folder at .*; copy .* or set AGENTS_DIR/);
  });

  it('are both refused when they claim one mailbox from the start', async () => {
    write('a', yaml('g1', 'a@example.com'));
    write('b', yaml('g2', 'A@example.com'));
    write('c', yaml('g3', 'c@example.com'));
    await watch();
    expect(inForce()).toEqual(['c review']);
    expect(faults()).toEqual([
      expect.stringMatching(
        /^a\/agent\.yaml:1: mailbox a@example\.com .* is claimed by .*b\/agent\.yaml too/,
      ),
      expect.stringMatching(
        /^b\/agent\.yaml:1: mailbox A@example\.com .* is claimed by .*a\/agent\.yaml too/,
      ),
    ]);
  });

  it('take over a mailbox as soon as the folder that had it lets go', async () => {
    write('a', yaml('g1', 'a@example.com'));
    write('b', yaml('g2', 'b@example.com'));
    await watch();
    write('b', yaml('g1', 'new@example.com'));
    await eventually(() => expect(faults()).toHaveLength(1));
    expect(registry?.mailboxOf('g1')?.agent.name).toBe('a');
    expect(registry?.mailboxOf('g2')?.agent.name).toBe('b');
    write('a', yaml('g3', 'a@example.com'));
    await eventually(() => expect(registry?.mailboxOf('g1')?.agent.name).toBe('b'));
    expect(faults()).toEqual([]);
  });
});
