import { expect, it } from 'vitest';
import { couldBeCode, plainCode } from './text';

it('takes one word with a digit for a code, in any script', () => {
  const codes = ['4820024700016', 'ФИС-12', 'A7-000123', ']C100106141412345678908', '(01)04820024700016'];
  expect(codes.filter(couldBeCode)).toEqual(codes);
});

it('takes words for words', () => {
  expect(['кава зерно 1', 'чашка', '', '+38 044'].filter(couldBeCode)).toEqual([]);
});

it('takes the kind and the separators off what a field keeps', () => {
  expect(plainCode(']E04820024700016')).toBe('4820024700016');
  expect(plainCode('10LOT\u001d21X')).toBe('10LOT21X');
});
