import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type History, standingOf } from '#agent/autonomy/standing.ts';
import {
  autonomyLevels,
  type AutonomyLevel,
  type LevelRecord,
  type Observation,
  type Outcome,
  outcomes,
} from '#domain/autonomy.ts';
import { Autonomy } from '#domain/autonomy-config.ts';

const noon = Date.UTC(2026, 9, 1, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const aRecord = (level: AutonomyLevel, change: Partial<LevelRecord> = {}): LevelRecord => ({
  level,
  version: 3,
  sinceMs: noon - 30 * DAY,
  by: 'a person',
  why: 'tried',
  demoted: false,
  ...change,
});

/** So many outcomes at a level, of different messages, one a minute. */
const some = (count: number, outcome: Outcome, at: Partial<Observation> = {}): Observation[] =>
  Array.from({ length: count }, (_, index) => ({
    level: 'review',
    version: 3,
    outcome,
    atMs: noon - HOUR - index * 60_000,
    ...at,
    messageId: `${outcome}${at.messageId ?? ''}${index}`,
  }));

const standing = (
  change: Partial<Omit<History, 'config'>> & { config?: Parameters<typeof Autonomy.parse>[0] },
) =>
  standingOf({
    category: 'order_status',
    record: aRecord('review'),
    observations: [],
    nowMs: noon,
    ...change,
    config: Autonomy.parse(change.config ?? {}),
  });

describe('a level', () => {
  test('is the one to start with until one was set', () => {
    expect(standing({ record: undefined })).toMatchObject({ level: 'review', version: 0 });
    expect(standing({ record: undefined, config: { start: 'shadow' } })).toMatchObject({ level: 'shadow' });
    expect(standing({ record: aRecord('auto'), config: { start: 'shadow' } })).toMatchObject({
      level: 'auto',
    });
  });

  test('is at most review for what the file names in never_auto', () => {
    const config = { never_auto: ['order_status'] };
    expect(standing({ record: aRecord('auto'), config }).level).toBe('review');
    expect(standing({ config, observations: some(200, 'unedited') }).up).toBeUndefined();
    expect(
      standing({ record: aRecord('shadow'), config, observations: some(60, 'alike', { level: 'shadow' }) })
        .up,
    ).toMatchObject({ to: 'review' });
  });
});

describe('a step up', () => {
  test.each<[number, number, AutonomyLevel | undefined]>([
    [19, 0, undefined],
    [58, 0, undefined],
    [59, 0, 'delayed'],
    [91, 1, undefined],
    [92, 1, 'delayed'],
    [150, 50, undefined],
  ])('from review after %d approvals as written and %d edited ones: %s', (good, bad, to) => {
    const observations = [...some(good, 'unedited'), ...some(bad, 'edited')];
    expect(standing({ observations }).up?.to).toBe(to);
  });

  test('says what it rests on, and before that what is missing', () => {
    expect(standing({ observations: some(60, 'unedited') })).toMatchObject({
      missing: undefined,
      up: { to: 'delayed', why: '60 of 60 good at review; with confidence 95.0 % at least 95.1 %' },
    });
    expect(standing({ observations: some(50, 'unedited') }).missing).toBe('9 more good ones in a row');
    expect(standing({ config: { at_least: 100 }, observations: some(60, 'unedited') }).missing).toBe(
      '40 more good ones in a row',
    );
  });

  test('counts only what came of the present level, since it was set', () => {
    const old = some(60, 'unedited', { version: 2 });
    const lower = some(60, 'alike', { level: 'shadow' });
    expect(standing({ observations: [...old, ...lower] })).toMatchObject({
      tally: { all: 0 },
      up: undefined,
    });
  });

  test('forgets what is older than 90 days', () => {
    expect(standing({ observations: some(60, 'unedited', { atMs: noon - 91 * DAY }) }).tally.all).toBe(0);
  });

  test('counts each message once, by the worst of its outcomes', () => {
    const twice = [...some(10, 'left', { level: 'delayed' }), ...some(10, 'left', { level: 'delayed' })];
    const asked = { ...twice[0]!, outcome: 'asked' as const };
    expect(standing({ record: aRecord('delayed'), observations: [...twice, asked] }).tally).toEqual({
      good: 9,
      all: 10,
    });
  });

  test('from shadow needs only half, and from auto there is none', () => {
    const alike = [...some(15, 'alike', { level: 'shadow' }), ...some(5, 'unlike', { level: 'shadow' })];
    expect(standing({ record: aRecord('shadow'), observations: alike }).up?.to).toBe('review');
    const auto = standing({ record: aRecord('auto'), observations: some(200, 'left', { level: 'auto' }) });
    expect([auto.level, auto.up, auto.missing]).toEqual(['auto', undefined, undefined]);
  });

  test('waits after a step down until it has cooled, and is earned by what came since', () => {
    const record = aRecord('review', { demoted: true, sinceMs: noon - 71 * HOUR });
    const observations = some(60, 'unedited');
    expect(standing({ record, observations }).missing).toMatch(/^waits until 2026-10-01T13:00:00/);
    expect(standing({ record, observations, nowMs: noon + HOUR }).up?.to).toBe('delayed');
  });
});

const asked = (count: number) => [
  ...some(50 - count, 'left', { level: 'auto' }),
  ...some(count, 'asked', { level: 'auto' }),
];

describe('a step down', () => {
  const record = aRecord('auto');
  const before = some(100, 'left', { level: 'auto' });

  test.each<[Outcome, AutonomyLevel, boolean]>([
    ['complaint', 'auto', true],
    ['complaint', 'delayed', true],
    ['complaint', 'review', false],
    ['injection', 'auto', true],
    ['rejected', 'delayed', true],
    ['rejected', 'review', false],
    ['rewritten', 'delayed', true],
    ['edited', 'delayed', false],
    ['asked', 'auto', false],
  ])('to review at once after %s of a reply under %s: %s', (outcome, level, down) => {
    const now = standing({ record, observations: [...some(1, outcome, { level, version: 2 }), ...before] });
    expect(now.down?.to).toBe(down ? 'review' : undefined);
    expect(now.level).toBe(down ? 'review' : 'auto');
  });

  test('is not taken again for what was known when a person set the level', () => {
    const alarm = some(1, 'complaint', { level: 'auto', atMs: noon - 40 * DAY });
    expect(standing({ record, observations: alarm }).level).toBe('auto');
  });

  test('follows when too few are good for the bar to be true, and not before that is clear', () => {
    expect(standing({ record, observations: asked(3) }).down).toBeUndefined();
    expect(standing({ record, observations: asked(8) }).down?.to).toBe('review');
  });
});

describe('whatever happened', () => {
  const anObservation = fc.record({
    level: fc.constantFrom(...autonomyLevels),
    version: fc.constantFrom(2, 3),
    outcome: fc.constantFrom(...outcomes),
    atMs: fc.integer({ min: noon - 40 * DAY, max: noon }),
    messageId: fc.nat(150).map(String),
  });
  const aLevel = fc.record({
    level: fc.constantFrom(...autonomyLevels),
    demoted: fc.boolean(),
    sinceMs: fc.integer({ min: noon - 40 * DAY, max: noon }),
  });
  const many = fc.array(anObservation, { maxLength: 199 });
  const bads = outcomes.filter((outcome) => !['left', 'alike', 'unedited'].includes(outcome));

  test('one more bad outcome never lets a category rise', () => {
    fc.assert(
      fc.property(aLevel, many, fc.constantFrom(...bads), ({ level, ...change }, observations, outcome) => {
        const record = aRecord(level, change);
        const config = { bar: 0.5, confidence: 0.5, at_least: 1, cool_down_hours: 0 };
        const worse = [...some(1, outcome, { level, messageId: 'new' }), ...observations];
        const [one, other] = [
          standing({ record, observations, config }),
          standing({ record, observations: worse, config }),
        ];
        expect(autonomyLevels.indexOf(other.level)).toBeLessThanOrEqual(autonomyLevels.indexOf(one.level));
        expect(other.up !== undefined && one.up === undefined).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test('never more than one step up, never both up and down, and never past never_auto', () => {
    fc.assert(
      fc.property(aLevel, many, fc.boolean(), ({ level, ...change }, observations, never) => {
        const config = { at_least: 1, bar: 0.6, confidence: 0.5, never_auto: never ? ['order_status'] : [] };
        const now = standing({ record: aRecord(level, change), observations, config });
        expect(now.up !== undefined && now.down !== undefined).toBe(false);
        const rises = autonomyLevels.indexOf(now.up?.to ?? now.level) - autonomyLevels.indexOf(now.level);
        expect(rises).toBe(now.up ? 1 : 0);
        const highest = now.up?.to ?? now.level;
        expect(never && !['shadow', 'review'].includes(highest)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
