import { expect, test } from 'vitest';
import { formatMoment } from '.';

const now = new Date(2026, 10, 22, 18, 0).getTime();
const at = (year: number, month: number, day: number) => new Date(year, month - 1, day, 9, 5).getTime();

test('a moment is as long as it has to be', () => {
  expect(formatMoment(at(2026, 11, 22), now, 'uk')).toBe('09:05');
  expect(formatMoment(at(2026, 11, 21), now, 'uk')).toBe('21.11 09:05');
  expect(formatMoment(at(2026, 11, 21), now, 'en')).toBe('21/11 09:05');
  expect(formatMoment(at(2025, 11, 21), now, 'ru')).toBe('21.11.2025');
});
