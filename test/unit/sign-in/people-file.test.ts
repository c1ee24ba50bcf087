import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { watchPeople } from '#store/people-file.ts';
import { until } from '../../helpers/world.ts';

const hash = '$scrypt$ln=14,r=8,p=1$c2FsdHNhbHRzYWx0c2E$aGFzaGhhc2hoYXNoaGFzaGhhc2g';
const anna = `people:
  - id: anna
    name: Anna Ruiz
    email: anna@example.com
    role: reviewer
    mailboxes: [support@example.com]
    password: "${hash}"
  - { id: berta, email: berta@example.com, role: admin }
`;

async function watching(text: string) {
  const dir = mkdtempSync(join(tmpdir(), 'people-'));
  const file = join(dir, 'people.yaml');
  const faults: string[] = [];
  writeFileSync(file, text);
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const people = await watchPeople({
    file,
    env: {},
    pollMs: 5,
    onFault: ({ line, reason }) => faults.push(`${line}: ${reason}`),
  });
  onTestFinished(() => people[Symbol.asyncDispose]());
  return { file, people, faults };
}

test('people are read with what they may do; a name left out is the id', async () => {
  const { people } = await watching(anna);
  expect(people.listed()).toEqual([
    {
      id: 'anna',
      name: 'Anna Ruiz',
      email: 'anna@example.com',
      role: 'reviewer',
      mailboxes: ['support@example.com'],
      password: hash,
    },
    { id: 'berta', name: 'berta', email: 'berta@example.com', role: 'admin' },
  ]);
});

test('a change comes into force; a bad one, or none at all, leaves those who were there', async () => {
  const { file, people, faults } = await watching(anna);
  writeFileSync(file, anna.replace('role: reviewer', 'role: reviwer'));
  await until(async () => faults.length > 0 || undefined, 'the fault');
  expect(faults).toEqual(['5: people[0].role must be one of viewer, reviewer, admin, not "reviwer"']);
  expect(people.listed()[0]?.role).toBe('reviewer');
  rmSync(file);
  await until(async () => faults.length > 1 || undefined, 'the second fault');
  expect(faults[1]).toContain('cannot be read');
  expect(people.listed()).toHaveLength(2);
  writeFileSync(file, anna.replace('role: reviewer', 'role: viewer'));
  await until(async () => people.listed()[0]?.role === 'viewer' || undefined, 'the new role');
  expect(people.faults()).toEqual([]);
});

describe('at the start a bad file is refused with line and reason', () => {
  test.each([
    ['', 'the file is empty'],
    ['people: [', 'not valid YAML'],
    [anna.replace('email', 'emial'), '4: unknown key "emial" in people[0]; did you mean "email"?'],
    [anna.replace(hash, 'secret'), 'is not a hashed password; npx inreply people hash makes one'],
    [anna.replace('id: anna', 'id: Anna'), '2: people[0].id: use small letters'],
    [anna.replace('id: anna', 'id: api'), 'this id is taken by Inreply'],
    [anna.replace('id: berta', 'id: anna'), '8: people[1]: "anna" stands twice'],
    [anna.replace('berta@', 'ANNA@'), '"anna@example.com" stands twice'],
    [anna.replace('email: berta@example.com, ', ''), 'has neither a password nor an email'],
    [anna.replace('[support@example.com]', '[]'), 'people[0].mailboxes needs at least 1 entry'],
    [`${anna}# \${MISSING}\n`.replace('Anna Ruiz', '${MISSING}'), 'environment variable MISSING is not set'],
  ])('%#', async (text, reason) => {
    await expect(watching(text)).rejects.toThrow(reason);
  });

  test('also one that is not there', async () => {
    const gone = watchPeople({ file: '/nowhere/people.yaml', env: {} });
    await expect(gone).rejects.toThrow('PEOPLE_FILE cannot be used');
  });
});
