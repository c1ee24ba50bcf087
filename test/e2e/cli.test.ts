import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const bin = join(import.meta.dirname, '../../bin/inreply.js');

/** A Node on PATH that is too old for the project, as it is on many machines. */
function findOldNode(): string | undefined {
  for (const dir of (process.env['PATH'] ?? '').split(delimiter)) {
    const node = join(dir, 'node');
    if (!existsSync(node)) continue;
    const major = Number(
      execFileSync(node, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' }),
    );
    if (major >= 18 && major < 24) return node;
  }
  return undefined;
}
const oldNode = findOldNode();

function run(node: string, args: string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(node, args, {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', ...env },
    cwd: tmpdir(),
  });
  return { status, stdout, stderr };
}

describe('bin/inreply.js', () => {
  it('runs the command line', () => {
    expect(run(process.execPath, [bin, '--help'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Usage: inreply'),
      stderr: '',
    });
    expect(run(process.execPath, [bin, 'accounts', 'list'])).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/^NYLAS_API_KEY is not set: .*\n$/),
    });
  });

  it('reads .env in the folder it is called in', () => {
    const dir = mkdtempSync(join(tmpdir(), 'dotenv-'));
    writeFileSync(join(dir, '.env'), 'PORT=nonsense\n');
    const { stderr } = spawnSync(process.execPath, [bin, 'reviews'], { encoding: 'utf8', cwd: dir });
    expect(stderr).toContain('PORT must be a whole number');
    rmSync(dir, { recursive: true });
  });
});

describe.skipIf(oldNode === undefined)('bin/inreply.js on an old Node (needs one on PATH)', () => {
  let root: string;
  beforeEach(() => {
    // A package of the same layout, whose main says how it was run.
    root = mkdtempSync(join(tmpdir(), 'bin-'));
    cpSync(bin, join(root, 'bin/inreply.js'));
    mkdirSync(join(root, 'src/cli'), { recursive: true });
    mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
    writeFileSync(join(root, 'package.json'), '{"type":"module"}');
    writeFileSync(
      join(root, 'src/cli/main.ts'),
      `const args: string[] = process.argv.slice(2);
      if (args[0] === 'wait') {
        process.on('SIGTERM', () => process.exit(7));
        setTimeout(() => process.exit(9), 60_000);
      } else process.exitCode = 3;
      process.stdout.write(process.versions.node + ' ' + args.join('|') + '\\n');`,
    );
    symlinkSync(process.execPath, join(root, 'node_modules/.bin/node'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('starts itself again with the Node of the project, and keeps arguments and exit code', () => {
    expect(run(oldNode!, [join(root, 'bin/inreply.js'), 'a b', '--c'])).toEqual({
      status: 3,
      stdout: `${process.versions.node} a b|--c\n`,
      stderr: '',
    });
  });

  it('passes signals on and waits for the end', async () => {
    const child = spawn(oldNode!, [join(root, 'bin/inreply.js'), 'wait'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([7, null]);
  });

  it('says in one line what to do when there is none', () => {
    rmSync(join(root, 'node_modules'), { recursive: true });
    expect(run(oldNode!, [join(root, 'bin/inreply.js'), 'doctor'])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /^inreply needs Node 24\.21 or newer, this is .*: run npm install in .*\n$/,
      ),
    });
  });
});
