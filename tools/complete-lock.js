// Adds to package-lock.json the platform packages that `npm install` leaves out when the registry
// does not serve them (npm/cli #9846); without them the next `npm ci` fails with EUSAGE.
// Run it as the last step of every dependency change. Exits 1 with --check when anything is missing.
import { readFileSync, writeFileSync } from 'node:fs';

const OS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const CPU = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const { packages } = lock;
let added = 0;

for (const [at, pkg] of Object.entries({ ...packages })) {
  for (const [name, range] of Object.entries(pkg.optionalDependencies ?? {})) {
    if (packages[`node_modules/${name}`] ?? packages[`${at}/node_modules/${name}`]) continue;
    packages[`node_modules/${name}`] = entry(name, range, pkg.dev);
    added++;
  }
}

if (added > 0 && !process.argv.includes('--check')) {
  lock.packages = Object.fromEntries(
    Object.entries(packages).toSorted(([a], [b]) => a.localeCompare(b, 'en')),
  );
  writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
}
process.stdout.write(`${added} platform packages missing from the lock\n`);
if (added > 0 && process.argv.includes('--check')) process.exitCode = 1;

function entry(name, range, dev) {
  const words = name.split(/[/-]/);
  const os = OS.find((word) => words.includes(word));
  const cpu = CPU.find((word) => words.includes(word));
  if (!cpu) throw new Error(`cannot tell the platform of ${name} from its name; add it to the lock by hand`);
  return {
    version: range.replace(/^[\^~]/, ''),
    cpu: [cpu],
    ...(dev && { dev: true }),
    ...(name.includes('musl') && { libc: ['musl'] }),
    optional: true,
    ...(os && { os: [os] }),
  };
}
