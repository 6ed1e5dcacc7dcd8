import { renderHook } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { useEnter } from './useEnter';

function list(first: { text: string; settled: boolean }) {
  const open = vi.fn<(text: string) => void>();
  const hook = renderHook((now: typeof first) => useEnter(() => open(now.text), now), {
    initialProps: first,
  });
  return { open, enter: () => hook.result.current(), show: hook.rerender };
}

test('Enter takes a row at once when the list answers what was typed', () => {
  const { open, enter } = list({ text: 'анна', settled: true });
  enter();
  expect(open.mock.calls).toEqual([['анна']]);
});

test('Enter waits for the rows of what was typed last, and takes one of them once', () => {
  const { open, enter, show } = list({ text: 'анна', settled: true });
  show({ text: 'анна к', settled: false });
  enter();
  enter();
  expect(open).not.toHaveBeenCalled();
  show({ text: 'анна к', settled: true });
  show({ text: 'анна к', settled: true });
  expect(open.mock.calls).toEqual([['анна к']]);
});

test('Enter is forgotten when more is typed', () => {
  const { open, enter, show } = list({ text: 'ан', settled: false });
  enter();
  show({ text: 'анн', settled: false });
  show({ text: 'ан', settled: true });
  expect(open).not.toHaveBeenCalled();
});
