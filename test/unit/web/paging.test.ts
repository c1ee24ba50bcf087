import { expect, it } from 'vitest';
import { below, onTop, type Part } from '../../../web/api/paging.ts';

const part = (rows: string, next: string | null): Part<string> => ({
  rows: rows.split(''),
  next,
});
const keyOf = (row: string) => row.toLowerCase();

it('puts new and changed rows on top, and keeps the rest and its place', () => {
  expect(onTop(part('xB', 'after b'), part('abcd', 'after d'), keyOf)).toEqual(part('xBacd', 'after d'));
});

it('begins anew where rows may be missing between the two', () => {
  expect(onTop(part('xy', 'after y'), part('abcd', 'after d'), keyOf)).toEqual(part('xy', 'after y'));
});

it('begins anew where the newest page is the whole list', () => {
  expect(onTop(part('b', null), part('abcd', 'after d'), keyOf)).toEqual(part('b', null));
});

it('takes the place of the page itself where nothing lay below it', () => {
  expect(onTop(part('abx', 'after x'), part('ab', null), keyOf)).toEqual(part('abx', 'after x'));
});

it('shows no row twice that moved between two pages', () => {
  expect(below(part('Bcd', null), part('ab', 'after b'), keyOf)).toEqual(part('abcd', null));
  expect(below(part('a', null), undefined, keyOf)).toEqual(part('a', null));
});
