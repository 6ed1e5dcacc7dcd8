import { expect, test } from 'vitest';
import { readDay, showDay } from './day';

test('a day is typed in any of the usual ways and kept in one', () => {
  expect(['7.3.1990', '07/03/1990', '07-03-1990', ' 7 3 1990 '].map(readDay)).toEqual(
    Array<string>(4).fill('1990-03-07'),
  );
});

test('a day that is not whole yet stays as it was typed', () => {
  expect(['7.3', '7.3.19', 'березень'].map(readDay)).toEqual(['7.3', '7.3.19', 'березень']);
  expect(showDay('7.3.19')).toBe('7.3.19');
});

test('a kept day is shown as it is written', () => expect(showDay('1990-03-07')).toBe('07.03.1990'));
