import { expect, it } from 'vitest';
import { over, quickSums, tenders } from './tenders';

it('offers the round sums that people hand over, each once', () => {
  expect(quickSums(132050, 2)).toEqual([133000, 135000, 140000, 150000, 200000].slice(-4));
  expect(quickSums(18000, 2)).toEqual([20000, 50000, 100000]);
});

it('counts what is over and what is missing of cash and card together', () => {
  expect(over({ way: 'mixed', cash: 40000, card: 100000 }, 132050)).toBe(7950);
  expect(over({ way: 'cash', cash: 100000, card: undefined }, 132050)).toBe(-32050);
});

it('tells the desk what was handed over, not what it comes to', () => {
  expect(tenders({ way: 'mixed', cash: 40000, card: 100000 }, 132050)).toEqual([
    { kind: 'card', given: 100000 },
    { kind: 'cash', given: 40000 },
  ]);
  expect(tenders({ way: 'card', cash: undefined, card: undefined }, 132050)).toEqual([
    { kind: 'card', given: 132050 },
  ]);
});

it('waits while a sum cannot be read', () => {
  expect(tenders({ way: 'cash', cash: undefined, card: undefined }, 100)).toBeUndefined();
});
