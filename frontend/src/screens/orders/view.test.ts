import { expect, test } from 'vitest';
import { formatAge } from './age';
import { newestFirst, noFilters, sameFilters, toParams, views } from './view';

const today = new Date(2026, 10, 23, 14, 30);
const ask = (part: Partial<typeof noFilters>) =>
  toParams({ ...noFilters, ...part }, newestFirst, 'me', today);

test('no filter asks for nothing but a page of the newest', () => {
  expect(ask({})).toEqual({ sort: 'created_at', up: false, limit: 100 });
});

test('yesterday ends where today begins, in the time of the shop', () => {
  expect(ask({ period: 'today' }).from).toBe(new Date(2026, 10, 23).getTime());
  const { from, to } = ask({ period: 'yesterday' });
  expect([from, to]).toEqual([new Date(2026, 10, 22).getTime(), new Date(2026, 10, 23).getTime()]);
});

test('mine are the orders of the person at the till', () => {
  expect(ask({ mine: true }).owner).toBe('me');
});

test('a typed text does not make a view another', () => {
  const [open] = views;
  expect(sameFilters(open!.filters, { ...open!.filters, text: 'кава' })).toBe(true);
  expect(sameFilters(open!.filters, { ...open!.filters, mine: true })).toBe(false);
});

test('an age is told in the largest unit that says it', () => {
  const now = today.getTime();
  const ages = [59_000, 12 * 60_000, 5 * 3_600_000, 3 * 86_400_000].map((past) =>
    formatAge(now - past, now, 'en'),
  );
  expect(ages).toEqual(['0 min', '12 min', '5 hr', '3 days']);
});
