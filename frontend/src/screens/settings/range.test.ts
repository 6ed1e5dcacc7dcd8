import { expect, test } from 'vitest';
import type { NumberRangeRow } from '../../bridge';
import { blankRange, draftOf, rangeOf, stateOf } from './range';

const row: NumberRangeRow = {
  id: 'r',
  name: 'GS1',
  scheme: 'sscc',
  head: '14820123',
  first: 0,
  last: 999_999_999,
  lease: 500,
  low: 167,
  gap: 100_000,
  active: true,
  here: 137,
  asked: false,
  unleased: 1000,
  doubt: false,
  sample: '148201230000000007',
};

test.each([
  [{}, 'ready'],
  [{ asked: true }, 'ready'],
  [{ here: 0, asked: true, unleased: 0 }, 'asked'],
  [{ here: 0 }, 'asked'],
  [{ here: 0, unleased: 0 }, 'used_up'],
  [{ doubt: true }, 'doubt'],
  [{ doubt: true, active: false }, 'off'],
])('a range with %o is %s', (part, state) => {
  expect(stateOf({ ...row, ...part })).toBe(state);
});

test('the prefix is entered as GS1 gave it, and a range is changed as what it is', () => {
  expect(rangeOf({ ...blankRange, extension: '1', head: '482 0123', name: ' GS1 ' })).toMatchObject({
    name: 'GS1',
    head: '14820123',
    tail: '',
  });
  expect(draftOf(row)).toMatchObject({ head: '4820123', extension: '1' });
  expect(rangeOf(draftOf(row))).toMatchObject({ id: 'r', head: '14820123', lease: 500, low: 167 });
});

test('of a post there are letters and a country, or digits', () => {
  expect(rangeOf({ ...blankRange, scheme: 's10', head: 'RA', tail: 'UA' })).toMatchObject({
    head: 'RA',
    tail: 'UA',
  });
  expect(rangeOf({ ...blankRange, scheme: 'post14', head: '109440-22', tail: 'UA' })).toMatchObject({
    head: '10944022',
    tail: '',
  });
});
