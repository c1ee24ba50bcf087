import { expect, test } from 'vitest';
import { createLog } from '#telemetry/log.ts';
import { TransientError } from '#errors.ts';

function logInto(lines: string[], level = 'debug') {
  return createLog(level, { write: (line: string) => void lines.push(line) });
}

test('secrets and mail text are replaced down to the fourth level', () => {
  const lines: string[] = [];
  const secret = 'hunter2';
  const log = logInto(lines);
  for (const key of ['apiKey', 'authorization', 'secret', 'token', 'body', 'text', 'bytes', 'cookie']) {
    log.info({ [key]: secret, a: { [key]: secret, b: { [key]: secret, c: { [key]: secret } } } }, 'said');
  }
  expect(lines).toHaveLength(8);
  expect(lines.join('')).not.toContain(secret);
  expect(lines[0]).toContain('[redacted]');
});

test('a line names its level and its time in UTC', () => {
  const lines: string[] = [];
  logInto(lines).warn({ event: 'x' });
  const line: unknown = JSON.parse(lines[0] ?? '');
  expect(line).toMatchObject({ level: 'warn', event: 'x' });
  expect(line).toHaveProperty('time', expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/));
});

test('an error is logged with its cause and without what a library hung on it', () => {
  const lines: string[] = [];
  const cause = Object.assign(new Error('socket closed'), { request: { headers: { authorization: 'k' } } });
  logInto(lines).error({ err: new TransientError('Nylas did not answer', { cause }) });
  const line: unknown = JSON.parse(lines[0] ?? '');
  expect(line).toMatchObject({
    err: {
      type: 'TransientError',
      message: 'Nylas did not answer',
      cause: { type: 'Error', message: 'socket closed', stack: expect.stringContaining('log.test') },
    },
  });
  expect(line).not.toHaveProperty('err.stack');
  expect(line).not.toHaveProperty('err.cause.request');
});

test('something thrown that is no error is still logged', () => {
  const lines: string[] = [];
  logInto(lines).error({ err: 'just a string' });
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ err: { type: 'string', message: 'just a string' } });
});

test('an error whose causes go round in a circle is logged', () => {
  const lines: string[] = [];
  const error = new Error('one');
  error.cause = error;
  logInto(lines).error({ err: error });
  expect(lines).toHaveLength(1);
});
