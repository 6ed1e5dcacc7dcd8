import { act, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SyncState } from '../bridge';
import { At, live } from '../testing/desk';
import { show } from '../testing/show';
import { percentOf, safetyOf } from './safety';
import { SafetyBadge } from './SafetyBadge';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const load = { why: 'first', tier: 2, done: 50, total: 100 } as const;

test.each<[string, Partial<SyncState>, string, string]>([
  ['one computer alone', { hub: false, phase: 'none', pending: 40 }, 'Лише на цьому комп’ютері', 'Інших кас'],
  ['all is sent', {}, 'Усе передано', 'Усе збережено й передано.'],
  ['no line, nothing waits', { phase: 'offline' }, 'Без зв’язку', 'нове піде само'],
  [
    'no line, work waits',
    { phase: 'offline', pending: 3 },
    'Без зв’язку · не передано 3',
    '3 зміни чекають на зв’язок',
  ],
  ['being sent', { phase: 'syncing', pending: 5 }, 'Передаємо · 5', 'Передаємо 5 змін.'],
  ['being read', { phase: 'syncing' }, 'Оновлюємо…', 'Отримуємо зміни інших кас.'],
  ['stopped', { phase: 'stopped', pending: 1 }, 'Зупинено · не передано 1', '1 зміну не передано'],
  ['loading', { phase: 'syncing', load }, 'Завантажено 37 %', 'є вже 37 %'],
])('the badge says that %s', (_, part, word, sentence) => {
  show(
    <At sync={{ ...live, ...part }}>
      <SafetyBadge />
    </At>,
  );
  const badge = screen.getByRole('link');
  expect(badge.textContent).toContain(word);
  expect(badge.title).toContain(sentence);
  expect(badge.getAttribute('href')).toBe('#/sync');
});

test('what needs a person has its own way in', () => {
  show(
    <At sync={{ ...live, needs_you: 2 }}>
      <SafetyBadge />
    </At>,
  );
  expect(screen.getByRole('link', { name: /2 справи чекають на вас/ }).getAttribute('href')).toBe('#/needs');
});

test('what is sent within a moment does not make the badge flicker', () => {
  const { rerender } = show(
    <At sync={live}>
      <SafetyBadge />
    </At>,
  );
  const sending = { ...live, phase: 'syncing', pending: 1 } as const;
  rerender(
    <At sync={sending}>
      <SafetyBadge />
    </At>,
  );
  expect(screen.getByRole('link').textContent).toContain('Усе передано');
  act(() => void vi.advanceTimersByTime(1000));
  expect(screen.getByRole('link').textContent).toContain('Передаємо · 1');
  rerender(
    <At sync={live}>
      <SafetyBadge />
    </At>,
  );
  expect(screen.getByRole('link').textContent).toContain('Усе передано');
});

test('what stops the work is told before what is under way', () => {
  expect(safetyOf({ ...live, phase: 'stopped', load }).state).toBe('stopped');
  expect(safetyOf({ ...live, phase: 'offline', load }).state).toBe('offline');
});

test('a load is not complete before its last record, and an empty tier divides nothing', () => {
  expect(percentOf({ why: 'first', tier: 4, done: 100, total: 100 })).toBe(99);
  expect(percentOf({ why: 'first', tier: 1, done: 0, total: 0 })).toBe(0);
  expect(percentOf({ why: 'repair', tier: 9, done: 1, total: 4 })).toBe(25);
});
