import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Agent, Mailbox } from '#domain/agent-config.ts';
import { messageOf, SetupError } from '#errors.ts';
import { settleClaims } from './agent-claims.ts';
import { describeFault, type Fault } from './agent-fault.ts';
import { readAgentFolder, type ReadAgent } from './agent-folder.ts';
import { signaturesOf } from './agent-signatures.ts';

export { describeFault } from './agent-fault.ts';
export { readAgentFolder } from './agent-folder.ts';

/** The agents in force. What the functions give changes as the folders do. */
export type AgentRegistry = AsyncDisposable & {
  agents(): readonly Agent[];
  mailboxOf(grantId: string): { agent: Agent; mailbox: Mailbox } | undefined;
  ownAddresses(): readonly string[];
  /** What is wrong with the folders as they are now. */
  faults(): readonly Fault[];
};

type Options = {
  dir: string;
  /** For `${NAME}` in agent files. */
  env: Readonly<Record<string, string | undefined>>;
  /** The agents in force changed. */
  onChange?: (agents: readonly Agent[]) => void;
  /** Called once for each fault that was not there before, also at start. */
  onFault?: (fault: Fault) => void;
  pollMs?: number;
};

type Folder = {
  /** Names, sizes and times of the files as they were read. */
  signature: string;
  read: ReadAgent | { faults: Fault[] };
  inForce: ReadAgent | undefined;
};

/**
 * Reads all folders of `dir` and keeps watching them.
 *
 * - A change comes into force one to two polls after the last write, so that nothing half-written is read.
 * - A bad version is refused with its faults; the last good one of that folder stays in force.
 * - A removed folder is no longer in force. When `dir` itself cannot be read, all stays as it is.
 * - Throws SetupError, with all faults, when there is no good agent at the start.
 */
export async function watchAgents(options: Options): Promise<AgentRegistry> {
  const { dir, env, onChange, onFault, pollMs = 1_000 } = options;
  let folders = new Map<string, Folder>();
  let faults: Fault[] = [];

  async function apply(signatures: ReadonlyMap<string, string>): Promise<void> {
    const before = inForce();
    folders = await reread(dir, env, folders, signatures);
    const settled = settle(dir, folders);
    report(settled);
    if (inForce().length !== before.length || inForce().some((agent, at) => agent !== before[at])) {
      onChange?.(inForce());
    }
  }
  function report(found: Fault[]): void {
    const known = new Set(faults.map(describeFault));
    faults = found;
    for (const fault of found) if (!known.has(describeFault(fault))) onFault?.(fault);
  }
  function inForce(): Agent[] {
    return [...folders.values()].flatMap((folder) => folder.inForce?.agent ?? []);
  }

  await apply(await signaturesAtStart(dir));
  if (inForce().length === 0) throw noAgent(dir, faults);

  const stopping = new AbortController();
  const watching = watch(stopping.signal);

  async function watch(signal: AbortSignal): Promise<void> {
    let last = '';
    while (await waited(pollMs, signal)) {
      try {
        const now = await signaturesOf(dir);
        const text = JSON.stringify([...now]);
        if (text === last && isNews(now, folders)) await apply(now);
        last = text;
      } catch (error) {
        report([
          { file: dir, line: 1, reason: `cannot be read, the agents stay as they were: ${messageOf(error)}` },
        ]);
      }
    }
  }

  return {
    agents: inForce,
    mailboxOf: (grantId) => findMailbox(inForce(), grantId),
    ownAddresses: () => inForce().flatMap(({ config }) => config.mailboxes.map(({ address }) => address)),
    faults: () => faults,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await watching;
    },
  };
}

function findMailbox(
  agents: readonly Agent[],
  grantId: string,
): { agent: Agent; mailbox: Mailbox } | undefined {
  for (const agent of agents) {
    const mailbox = agent.config.mailboxes.find(({ grant }) => grant === grantId);
    if (mailbox !== undefined) return { agent, mailbox };
  }
  return undefined;
}

/** Reads the folders whose signature is new; the others are taken over as they are. */
async function reread(
  dir: string,
  env: Options['env'],
  known: ReadonlyMap<string, Folder>,
  signatures: ReadonlyMap<string, string>,
): Promise<Map<string, Folder>> {
  const next = new Map<string, Folder>();
  for (const [name, signature] of signatures) {
    const old = known.get(name);
    const read = old?.signature === signature ? old.read : await readAgentFolder(join(dir, name), env);
    next.set(name, { signature, read, inForce: old?.inForce });
  }
  return next;
}

/** Decides what is in force of each folder; gives all faults. */
function settle(dir: string, folders: ReadonlyMap<string, Folder>): Fault[] {
  const claims = [...folders].map(([name, { read, inForce }]) => ({
    file: join(dir, name, 'agent.yaml'),
    wanted: 'agent' in read ? read : undefined,
    inForce,
  }));
  const settled = settleClaims(claims);
  for (const [at, folder] of [...folders.values()].entries()) folder.inForce = settled.inForce[at];
  const own = [...folders.values()].flatMap(({ read }) => ('faults' in read ? read.faults : []));
  return [...own, ...settled.faults];
}

function isNews(now: ReadonlyMap<string, string>, folders: ReadonlyMap<string, Folder>): boolean {
  return (
    now.size !== folders.size ||
    [...now].some(([name, signature]) => folders.get(name)?.signature !== signature)
  );
}

async function signaturesAtStart(dir: string): Promise<Map<string, string>> {
  return signaturesOf(dir).catch((cause: unknown) => {
    throw new SetupError(
      `no agents folder at ${dir}; copy the project's agents/support there as a start, or set AGENTS_DIR`,
      { cause },
    );
  });
}

function noAgent(dir: string, faults: readonly Fault[]): SetupError {
  if (faults.length === 0) {
    return new SetupError(
      `no agent in ${dir}; copy the project's agents/support there as a start, or set AGENTS_DIR`,
    );
  }
  const lines = faults.map((fault) => `  ${describeFault(fault)}`);
  return new SetupError([`no agent in ${dir} can be used; put this right:`, ...lines].join('\n'));
}

/** False once aborted. Holds no process up. */
async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  return wait(ms, true, { signal, ref: false }).catch(() => false);
}
