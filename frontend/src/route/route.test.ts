import { expect, test } from 'vitest';
import { go, isWithin, link, readRoute } from '.';

test('an address is read into what it was made of', () => {
  expect(readRoute(link('orders', 'A7-000123'))).toEqual(['orders', 'A7-000123']);
  expect(readRoute(link('goods', 'кава/зерно 50%?'))).toEqual(['goods', 'кава/зерно 50%?']);
});

test('no address is the start', () => {
  for (const hash of ['', '#', '#/']) expect(readRoute(hash)).toEqual([]);
});

test('who has gone elsewhere is not within a place any more', () => {
  go('customers', 'new');
  expect(isWithin('customers', 'new')).toBe(true);
  go('counter');
  expect(isWithin('customers', 'new')).toBe(false);
  go('settings', 'templates', 'shipped:label');
  expect(isWithin('settings', 'templates')).toBe(true);
});
