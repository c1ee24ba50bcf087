import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { parsePasswordHash, type PasswordHash } from '#domain/people-config.ts';

/**
 * 32 MiB of memory, three rounds: as strong as one round over 128 MiB (OWASP Password Storage Cheat Sheet, scrypt), in a
 * quarter of its memory, since several may sign in at once.
 */
const cost = { ln: 15, r: 8, p: 3 };
const hashBytes = 32;
/** So many are computed at once; each takes a thread and its memory. */
const maxAtOnce = 2;
/** Beyond so many that wait, a try is turned away rather than kept waiting. */
const maxWaiting = 20;
/** Longer ones are wrong without a look. */
const maxPassword = 1_000;

/** The password in PHC form: `$scrypt$ln=…,r=…,p=…$salt$hash`. */
export async function hashPassword(
  password: string,
  { ln, r, p } = cost,
  salt: Buffer = randomBytes(16),
): Promise<string> {
  const hash = await derive(password, { ln, r, p, salt, hash: Buffer.alloc(hashBytes) });
  return `$scrypt$ln=${ln},r=${r},p=${p}$${unpadded(salt)}$${unpadded(hash)}`;
}

export type PasswordCheck = (given: {
  password: string;
  /** In PHC form; undefined when there is nobody of that name, which takes as long. */
  hash: string | undefined;
  /** One of the hashes in use, for what it costs. */
  like: string | undefined;
}) => Promise<'right' | 'wrong' | 'busy'>;

/** Compares in constant time; does the same work whether there is somebody of that name or not. */
export function createPasswordCheck(): PasswordCheck {
  let running = 0;
  const waiting: (() => void)[] = [];

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= maxAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next(); // takes over the place
    }
  }

  return async ({ password, hash, like }) => {
    if (waiting.length >= maxWaiting) return 'busy';
    const wanted = parsePasswordHash(hash ?? '');
    const nobody = parsePasswordHash(like ?? '') ?? {
      ...cost,
      salt: Buffer.alloc(16),
      hash: Buffer.alloc(32),
    };
    const against = wanted ?? nobody;
    const found = await inTurn(() => derive(password.slice(0, maxPassword), against));
    const isSame = timingSafeEqual(found, against.hash);
    return isSame && wanted !== undefined && password.length <= maxPassword ? 'right' : 'wrong';
  };
}

/** Composed characters are one form whatever the keyboard (RFC 8265 section 4.2.2). */
function derive(password: string, { ln, r, p, salt, hash }: PasswordHash): Promise<Buffer> {
  const N = 2 ** ln;
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, hash.length, { N, r, p, maxmem: 256 * N * r }, (error, derived) =>
      error === null ? resolve(derived) : reject(error),
    );
  });
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
