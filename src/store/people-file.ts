import { readFile, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { PeopleFile } from '#domain/people-config.ts';
import { messageOf, SetupError } from '#errors.ts';
import { describeFault, type Fault } from './agent-fault.ts';
import { parseYamlFile } from './yaml-file.ts';

type Listed = PeopleFile['people'][number] & { name: string };

/** The people in force. What the functions give changes as the file does. */
export type PeopleRegistry = AsyncDisposable & {
  listed(): readonly Listed[];
  /** What is wrong with the file as it is now. */
  faults(): readonly Fault[];
};

type Options = {
  file: string;
  /** For `${NAME}` in it. */
  env: Readonly<Record<string, string | undefined>>;
  onChange?: (people: number) => void;
  onFault?: (fault: Fault) => void;
  pollMs?: number;
};

/**
 * Reads the file of people and keeps watching it.
 *
 * - A change comes into force one to two polls after the last write, so that nothing half-written is read.
 * - A bad version is refused with its faults, and so is a file that is gone: the last good one stays in force.
 * - Throws SetupError, with all faults, when it is bad at the start.
 */
export async function watchPeople(options: Options): Promise<PeopleRegistry> {
  const { file, env, onChange, onFault, pollMs = 1_000 } = options;
  const first = await readPeople(file, env);
  if ('faults' in first) {
    const lines = first.faults.map((fault) => `  ${describeFault(fault)}`);
    throw new SetupError(['PEOPLE_FILE cannot be used; put this right:', ...lines].join('\n'));
  }
  let { people } = first;
  let { signature } = first;
  let faults: Fault[] = [];
  const stopping = new AbortController();
  const watching = watch(stopping.signal);

  async function watch(signal: AbortSignal): Promise<void> {
    let last = signature;
    while (await waited(pollMs, signal)) {
      const now = await signatureOf(file);
      if (now !== signature && now === last) await apply();
      last = now;
    }
  }

  async function apply(): Promise<void> {
    const read = await readPeople(file, env);
    ({ signature } = read);
    const known = new Set(faults.map(describeFault));
    faults = 'faults' in read ? read.faults : [];
    for (const fault of faults) if (!known.has(describeFault(fault))) onFault?.(fault);
    if ('faults' in read) return;
    ({ people } = read);
    onChange?.(people.length);
  }

  return {
    listed: () => people,
    faults: () => faults,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await watching;
    },
  };
}

/** Never throws: a file that cannot be read has a fault that says so. */
async function readPeople(
  file: string,
  env: Options['env'],
): Promise<{ signature: string } & ({ people: Listed[] } | { faults: Fault[] })> {
  const signature = await signatureOf(file);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return { signature, faults: [{ file, line: 1, reason: `cannot be read: ${messageOf(error)}` }] };
  }
  const whenEmpty = 'the file is empty; it needs a list of people';
  const parsed = parseYamlFile({ file, text, env, schema: PeopleFile, keysAt, whenEmpty });
  if ('faults' in parsed) return { signature, faults: parsed.faults };
  return {
    signature,
    people: parsed.value.people.map((person) => ({ ...person, name: person.name ?? person.id })),
  };
}

function keysAt(path: readonly PropertyKey[]): string[] {
  return path.length === 0 ? ['people'] : ['id', 'name', 'email', 'role', 'mailboxes', 'password'];
}

async function signatureOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  return [found?.size, found?.mtimeMs, found?.ctimeMs, found?.ino].join(' ');
}

/** False once aborted. Holds no process up. */
async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  return wait(ms, true, { signal, ref: false }).catch(() => false);
}
