#!/usr/bin/env node
// Plain JavaScript on purpose: it must run on whatever Node there is, to find the one the project needs.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
const newEnough = major > 24 || (major === 24 && minor >= 21);
const main = new URL('../src/cli/main.ts', import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));
const ownNode = join(root, 'node_modules', '.bin', 'node');

if (newEnough) {
  await import(main.href);
} else if (existsSync(ownNode)) {
  runWith(ownNode);
} else {
  process.stderr.write(
    `inreply needs Node 24.21 or newer, this is ${process.versions.node}: run npm install in ${root}, which brings it, or install it from https://nodejs.org\n`,
  );
  process.exitCode = 1;
}

/** Stands in for the other Node: same arguments, same streams, same end. */
function runWith(node) {
  const child = spawn(node, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // Ctrl-C in a terminal reaches the child by itself; a second one would cut its orderly stop short.
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)));
  }
  child.on('error', (error) => {
    process.stderr.write(`cannot run ${node}: ${error.message}; run npm install again\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
