import { expect, test } from 'vitest';
import { parsePasswordHash } from '#domain/people-config.ts';
import { createPasswordCheck, hashPassword } from '#server/sign-in/password.ts';

const cheap = { ln: 14, r: 8, p: 1 };

test('a hash is made as the PHC form of scrypt says, with a salt of its own', async () => {
  const [one, two] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse', cheap)]);
  expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(two.split('$')[3]).not.toBe(one.split('$')[3]);
});

/** RFC 7914 section 12, fourth vector, cut to 32 bytes as the first block of a shorter key is the same. */
test('it is scrypt: the vector of RFC 7914 holds', async () => {
  const salt = Buffer.from('SodiumChloride');
  const made = await hashPassword('pleaseletmein', cheap, salt);
  const hash = Buffer.from(made.split('$')[4] ?? '', 'base64').toString('hex');
  expect(hash).toBe('7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2');
});

test('only the right password fits, in whatever form its letters are composed', async () => {
  const check = createPasswordCheck();
  const hash = await hashPassword('Grüße aus Köln', cheap);
  const tried = (password: string, against: string | undefined = hash) =>
    check({ password, hash: against, like: hash });
  expect(await tried('Grüße aus Köln'.normalize('NFD'))).toBe('right');
  expect(await tried('Grüße aus köln')).toBe('wrong');
  expect(await tried('')).toBe('wrong');
  expect(await check({ password: 'Grüße aus Köln', hash: undefined, like: hash })).toBe('wrong');
});

test('a flood of tries is turned away rather than kept waiting', async () => {
  const check = createPasswordCheck();
  const hash = await hashPassword('right', cheap);
  const all = await Promise.all(
    Array.from({ length: 40 }, () => check({ password: 'right', hash, like: hash })),
  );
  expect(all.filter((one) => one === 'right')).toHaveLength(22);
  expect(all.filter((one) => one === 'busy')).toHaveLength(18);
  expect(await check({ password: 'right', hash, like: hash })).toBe('right');
});

test.each([
  'secret',
  '$scrypt$ln=4,r=8,p=1$c2FsdHNhbHRzYWx0c2E$aGFzaGhhc2hoYXNoaGFzaGhhc2g',
  '$scrypt$ln=30,r=8,p=1$c2FsdHNhbHRzYWx0c2E$aGFzaGhhc2hoYXNoaGFzaGhhc2g',
  '$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaA',
  '$scrypt$ln=15,r=8,p=3$$',
])('%s is no hash that is taken', (text) => {
  expect(parsePasswordHash(text)).toBeUndefined();
});
