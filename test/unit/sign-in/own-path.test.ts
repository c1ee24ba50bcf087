import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ownPath } from '#server/sign-in/own-path.ts';

test.each([
  '/',
  '/reviews/rv_1',
  '/reviews/rv_1?tab=thread',
  '/?status=decided#rv_2',
  '/threads/g%2F1/t%20x',
  '/a//b',
])('%s is gone back to', (path) => {
  expect(ownPath(path)).toBe(path);
});

test.each([
  undefined,
  '',
  'reviews',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  ' //evil.example',
  '/.//evil.example',
  '/x/..//evil.example',
  '/%2e//evil.example',
  'https://evil.example/',
  'javascript:alert(1)',
  'data:text/html,x',
  '/sign-in',
  '/sign-in/oidc?to=/',
  '/x/../sign-out',
  '/api/reviews',
  `/${'x'.repeat(3_000)}`,
])('%j is not', (path) => {
  expect(ownPath(path)).toBe('/');
});

test('nothing that is asked for leads a browser to another host', () => {
  const nasty = fc.stringMatching(/^\/[/\\.%a-z2ef@:?#\t\n]{0,20}$/);
  fc.assert(
    fc.property(fc.oneof(nasty, fc.string()), (asked) => {
      const page = new URL('https://mail.example.com/sign-in');
      expect(new URL(ownPath(asked), page).origin).toBe(page.origin);
    }),
    { numRuns: 2_000 },
  );
});
