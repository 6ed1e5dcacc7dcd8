import { act, renderHook } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { arrived, useFresh } from './useFresh';

afterEach(() => void vi.useRealTimers());

function follow(keys: string[] | undefined, of = 'open') {
  return renderHook(({ keys: now, of: list }) => useFresh(now, list), { initialProps: { keys, of } });
}

test('a row that comes into a list is fresh for a moment', () => {
  vi.useFakeTimers();
  const { result, rerender } = follow(['b', 'a']);
  expect([...result.current]).toEqual([]);
  rerender({ keys: ['c', 'b', 'a'], of: 'open' });
  expect([...result.current]).toEqual(['c']);
  act(() => void vi.advanceTimersByTime(3000));
  expect([...result.current]).toEqual([]);
});

test('the first rows of a list are no news, nor are those of another list', () => {
  const { result, rerender } = follow(undefined);
  rerender({ keys: ['b', 'a'], of: 'open' });
  expect([...result.current]).toEqual([]);
  const all = ['d', 'c'];
  rerender({ keys: ['b', 'a'], of: 'all' });
  rerender({ keys: all, of: 'all' });
  expect([...result.current]).toEqual([]);
});

test('the first order of an empty list is news; rows scrolled to are not', () => {
  expect(arrived([], ['a'])).toEqual(['a']);
  expect(arrived(['c', 'b'], ['c', 'b', 'a'])).toEqual([]);
  expect(arrived(['c', 'b'], ['d', 'c', 'b', 'a'])).toEqual(['d']);
  expect(arrived(['c'], ['x', 'y'])).toEqual([]);
});
