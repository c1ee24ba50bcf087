import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';

const LOOK_EVERY_MS = 2000;

/**
 * Waits until something of the queue is closed, for as long as Redis answers: closing waits for work under way, but with
 * Redis away that work can be finished by nobody here, and its threads are taken over once Redis is back.
 */
export async function closeWhileAnswering(connection: Redis, close: () => Promise<void>): Promise<void> {
  const closed = close().then(
    () => true,
    () => true,
  );
  while (!(await Promise.race([closed, sleep(LOOK_EVERY_MS, false)]))) {
    if (!(await isAnswering(connection))) return;
  }
}

async function isAnswering(connection: Redis): Promise<boolean> {
  if (connection.status !== 'ready') return false;
  const answered = connection.ping().then(
    () => true,
    () => false,
  );
  return Promise.race([answered, sleep(LOOK_EVERY_MS, false)]);
}
