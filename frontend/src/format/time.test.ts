import { expect, test } from 'vitest';
import { formatAgo, formatMoment } from '.';

const now = new Date(2026, 10, 22, 18, 0).getTime();
const at = (year: number, month: number, day: number) => new Date(year, month - 1, day, 9, 5).getTime();

test('a moment is as long as it has to be', () => {
  expect(formatMoment(at(2026, 11, 22), now, 'uk')).toBe('09:05');
  expect(formatMoment(at(2026, 11, 21), now, 'uk')).toBe('21.11 09:05');
  expect(formatMoment(at(2026, 11, 21), now, 'en')).toBe('21/11 09:05');
  expect(formatMoment(at(2025, 11, 21), now, 'ru')).toBe('21.11.2025');
});

test('how long ago something was is as exact as it matters', () => {
  const ago = (gone_s: number, language = 'uk') => formatAgo(now - gone_s * 1000, now, language);
  expect([0, 9, 40, 200, 7300, 90_000, 300_000].map((gone_s) => ago(gone_s))).toEqual([
    'зараз',
    'зараз',
    '40 с тому',
    '3 хв тому',
    '2 год тому',
    'учора',
    '3 дн. тому',
  ]);
  expect(ago(40, 'en')).toBe('40 sec ago');
  expect(ago(40, 'ru')).toBe('40 сек. назад');
  // A clock that was put back.
  expect(ago(-500)).toBe('зараз');
});
