import { expect, it } from 'vitest';
import { asked, isBarcode } from './entry';

it('takes digits and a star for a quantity', () => {
  expect(asked('3*')).toEqual({ kind: 'times', quantity: 3000 });
  expect(asked('1,5×')).toEqual({ kind: 'times', quantity: 1500 });
});

it('does not take a quantity of nothing', () => {
  expect(asked('0*').kind).toBe('words');
});

it('takes one word with a digit for a code, in any script', () => {
  expect(asked('4820024700016').kind).toBe('code');
  expect(asked('ФИС-12').kind).toBe('code');
});

it('takes words for words', () => {
  expect(asked('кава зерно 1')).toEqual({ kind: 'words', text: 'кава зерно 1' });
  expect(asked('чашка').kind).toBe('words');
  expect(asked('  ').kind).toBe('nothing');
});

it('never mistakes a long number for a part of one', () => {
  expect(isBarcode('4820024700016')).toBe(true);
  expect(isBarcode('4820')).toBe(false);
});
