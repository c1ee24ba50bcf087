import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadConfig, variableNames } from '../../../src/config.ts';

const text = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
const lines = text.split('\n');
const named = lines.flatMap((line) => /^(?:# )?([A-Z][A-Z_]+)=/.exec(line)?.[1] ?? []);
const ofAgents = ['SUPPORT_GRANT_ID', 'SUPPORT_ADDRESS', 'SALES_GRANT_ID', 'SALES_ADDRESS'];

describe('.env.example', () => {
  it('has every variable that is read, and no other', () => {
    expect(named.toSorted()).toEqual([...variableNames, ...ofAgents].toSorted());
  });

  it('says something about each', () => {
    const unexplained = named.filter((name) => {
      const at = lines.findIndex((line) => line.replace('# ', '').startsWith(`${name}=`));
      return !/^# (?![A-Z_]+=).{15,}/.test(lines[at - 1] ?? '');
    });
    expect(unexplained).toEqual(['PORT']); // it stands with HOST
  });

  it('shows the defaults that hold', () => {
    const shown = parseEnv(text.replaceAll(/^# (?=[A-Z_]+=)/gm, ''));
    const { env: _, ...config } = loadConfig(shown, 'cli');
    const { env: __, ...defaults } = loadConfig({}, 'cli');
    expect(config).toEqual(defaults);
  });

  it('leaves nothing set that has to be filled in first', () => {
    expect(Object.values(parseEnv(text)).filter((value) => value !== '')).toEqual([]);
  });
});

describe('infra/demo.env', () => {
  it('is all that the service needs', () => {
    const demo = parseEnv(readFileSync(new URL('../../../infra/demo.env', import.meta.url), 'utf8'));
    expect(loadConfig({ ...demo, HOST: '0.0.0.0' }, 'all').warnings).toEqual([]);
    expect(ofAgents.filter((name) => !demo[name])).toEqual([]);
  });
});
