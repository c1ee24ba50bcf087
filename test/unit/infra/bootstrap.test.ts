import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const source = new URL('../../../infra/bootstrap.sh', import.meta.url);
const tools = 'sh dirname mktemp rm cmp cp tail tr grep sed cat env chmod mkdir touch'.split(' ');

let root: string;
let project: string;
let bin: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  project = join(root, 'project');
  bin = join(root, 'bin');
  for (const dir of [join(project, 'infra'), bin]) mkdirSync(dir, { recursive: true });
  copyFileSync(source, join(project, 'infra/bootstrap.sh'));
  writeFileSync(join(project, 'package-lock.json'), '{"lock":1}');
  for (const tool of tools) {
    const real = ['/usr/bin', '/bin'].map((dir) => join(dir, tool)).find((path) => existsSync(path));
    if (real !== undefined) symlinkSync(real, join(bin, tool));
  }
  // Nobody with sudo; the commands that change the machine are only written down.
  fake('id', 'echo 1000');
  fake('sudo', `shift; case $1 in env) exec "$@" ;; true) ;; *) echo "as root: $*" >>"${root}/log" ;; esac`);
  fake('node', `case $1 in -v) echo v20.0.0 ;; -p) echo 20 ;; *) exit 1 ;; esac`);
  fake(
    'npm',
    `echo "npm $*" >>"${root}/log"; mkdir -p node_modules/.bin; touch node_modules/.bin/node; chmod 755 node_modules/.bin/node`,
  );
  fake('redis-server', '');
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function fake(name: string, script: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
}

function bootstrap(purpose: string, env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['infra/bootstrap.sh', purpose], {
    cwd: project,
    env: { PATH: bin, TMPDIR: root, ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** What was done, apart from Debian's policy file, which is only made where there is none. */
function done(): string[] {
  const log = existsSync(join(root, 'log')) ? readFileSync(join(root, 'log'), 'utf8') : '';
  return log.split('\n').filter((line) => line !== '' && !line.includes('policy-rc.d'));
}

/** apt-get that knows a package only after an update, and installs what the script says. */
function fakeApt(): void {
  fake(
    'apt-get',
    `echo "apt-get $(echo "$*" | sed 's/.*Timeout=[0-9]* //')" >>"${root}/log"
case "$*" in
  *update*) touch "${root}/updated" ;;
  *) [ -e "${root}/updated" ] || exit 100
     for package; do case $package in redis-server|chromium) cp "${bin}/true" "${bin}/$package" ;; esac; done ;;
esac`,
  );
  fake('true', '');
}

const ci = 'npm ci --loglevel=error --no-audit --no-fund';

describe('infra/bootstrap.sh', () => {
  it('installs packages once, and again when the lock file changes', () => {
    expect(bootstrap('check')).toMatchObject({ status: 0, stdout: '' });
    expect(bootstrap('check')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(done()).toEqual([ci]);
    writeFileSync(join(project, 'package-lock.json'), '{"lock":2}');
    expect(bootstrap('check').status).toBe(0);
    expect(done()).toEqual([ci, ci]);
  });

  it('falls back to npm install when npm ci does not work, and says what to do when that fails too', () => {
    fake('npm', `echo "npm $*" >>"${root}/log"; echo 'E404 no such thing'; exit 1`);
    const { status, stderr } = bootstrap('check');
    expect(status).toBe(1);
    expect(stderr).toMatch(/E404 no such thing[^]*the packages could not be installed/);
    expect(done()).toEqual([ci, 'npm install --no-save --loglevel=error --no-audit --no-fund']);
    expect(existsSync(join(project, 'node_modules/.inreply-lock'))).toBe(false);
  });

  it('names the Node that is needed when the one there is too old', () => {
    fake('node', `case $1 in -v) echo v18.1.0 ;; -p) echo 18 ;; esac`);
    expect(bootstrap('check')).toMatchObject({
      status: 1,
      stderr: 'Node v18.1.0 is too old: install Node 20 or newer (https://nodejs.org)\n',
    });
    expect(done()).toEqual([]);
  });

  it('names the Node that is needed where npm brings none', () => {
    fake('npm', 'mkdir -p node_modules');
    expect(bootstrap('check')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('install Node 24.21 or newer'),
    });
  });

  it('installs redis-server and, for tests, chromium from Debian, without starting anything', () => {
    rmSync(join(bin, 'redis-server'));
    fake('systemctl', '');
    fakeApt();
    expect(bootstrap('test').status).toBe(0);
    expect(done()).toEqual([
      ci,
      'apt-get install -y --no-install-recommends redis-server',
      'apt-get update',
      'apt-get install -y --no-install-recommends redis-server',
      'as root: systemctl disable redis-server',
      'apt-get install -y --no-install-recommends chromium fonts-dejavu-core',
    ]);
    expect(bootstrap('test')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('says in one line what to install when it cannot, and goes on without chromium', () => {
    expect(bootstrap('test')).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('the browser tests are skipped'),
    });
    rmSync(join(bin, 'redis-server'));
    expect(bootstrap('demo')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/redis-server is missing .*apt-get install redis-server .*\n$/),
    });
  });

  it('takes valkey-server as well, and needs neither when REDIS_URL says where Redis is', () => {
    rmSync(join(bin, 'redis-server'));
    expect(bootstrap('start', { REDIS_URL: 'redis://r' }).status).toBe(0);
    expect(bootstrap('start').status).toBe(1);
    writeFileSync(join(project, '.env'), '# REDIS_URL=x\nREDIS_URL=redis://r\n');
    expect(bootstrap('start').status).toBe(0);
    expect(bootstrap('demo').status).toBe(1);
    fake('valkey-server', '');
    expect(bootstrap('demo').status).toBe(0);
  });
});
