import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiToken, knownApiToken } from '../../../src/api-token.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'token-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

describe('the API token', () => {
  it.runIf(process.platform === 'linux')('is refused a folder in /proc, instead of trying for ever', () => {
    expect(() => apiToken({ apiToken: undefined, dataDir: '/proc/inreply/data' })).toThrow(
      /cannot keep the API token in \/proc/,
    );
  });

  it('is the one of the environment, and then nothing is written', () => {
    expect(apiToken({ apiToken: 'given', dataDir: dir })).toEqual({ token: 'given', made: false });
    expect(readdirSync(dir)).toEqual([]);
  });

  it('is made once, kept for the owner only, and found by the next start and the command line', () => {
    const config = { apiToken: undefined, dataDir: join(dir, 'new') };
    expect(knownApiToken(config)).toBeUndefined();
    const { token, made } = apiToken(config);
    expect(made).toBe(true);
    expect(token).toMatch(/^[\w-]{32}$/);
    expect(apiToken(config)).toEqual({ token, made: false });
    expect(knownApiToken(config)).toBe(token);
    expect(readdirSync(config.dataDir)).toEqual(['api-token']);
    expect(statSync(join(config.dataDir, 'api-token')).mode & 0o777).toBe(0o600);
  });

  it('says what to do when it cannot be kept', () => {
    writeFileSync(join(dir, 'file'), '');
    expect(() => apiToken({ apiToken: undefined, dataDir: join(dir, 'file') })).toThrow(
      /cannot keep the API token in .*; make DATA_DIR writable, or set API_TOKEN/,
    );
  });
});
