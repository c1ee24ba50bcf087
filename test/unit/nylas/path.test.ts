import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PermanentError } from '#errors.ts';
import { pathOf } from '#nylas/path.ts';

const ROUTE = '/v3/grants/{grant}/messages/{message}';

describe('a path', () => {
  it('holds the ids in order, encoded', () => {
    expect(pathOf(ROUTE, ['g/1', '<CA+x=#7@mail.example>?$&'], {})).toBe(
      '/v3/grants/g%2F1/messages/%3CCA%2Bx%3D%237%40mail.example%3E%3F%24%26',
    );
  });

  it('holds the query, encoded', () => {
    expect(pathOf('/v3/grants', [], { metadata_pair: 'key1:r&1', limit: '2' })).toBe(
      '/v3/grants?metadata_pair=key1%3Ar%261&limit=2',
    );
  });

  for (const id of ['', '.', '..', '\ud800']) {
    it(`is refused for the id ${JSON.stringify(id)}`, () => {
      expect(() => pathOf(ROUTE, ['g1', id], {})).toThrow(PermanentError);
    });
  }

  it('is refused when an id is missing', () => {
    expect(() => pathOf(ROUTE, ['g1'], {})).toThrow(PermanentError);
  });

  it('gives every id back unchanged to a server that decodes it', () => {
    const ids = fc.string({ unit: 'grapheme', minLength: 1 }).filter((id) => id !== '.' && id !== '..');
    fc.assert(
      fc.property(ids, ids, (grant, message) => {
        const segments = pathOf(ROUTE, [grant, message], {}).split('/');
        expect(segments).toHaveLength(6);
        expect(decodeURIComponent(segments[3] ?? '')).toBe(grant);
        expect(decodeURIComponent(segments[5] ?? '')).toBe(message);
      }),
    );
  });
});
