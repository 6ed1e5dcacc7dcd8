import { describe, expect, test } from 'vitest';
import { formatMoney, formatPercent, formatQuantity, parseMoney, parseQuantity } from '.';

const hryvnia = { code: 'UAH', digits: 2, symbol: '₴' };
const yen = { code: 'JPY', digits: 0, symbol: '¥' };

describe('what a person types becomes whole units', () => {
  test.each([
    ['1 234,5', 123450],
    ['1\u00a0234,50', 123450],
    ['1.5', 150],
    ['1,5', 150],
    ['0,1', 10],
    [',5', 50],
    ['12', 1200],
    ['12,', 1200],
    ['1,234.56', 123456],
    ['1.234,56', 123456],
    ['1.234.567', 123456700],
    ["1'234,5", 123450],
    ['-5', -500],
    ['−5,25', -525],
    ['-0', 0],
    ['0,29', 29],
    ['90071992547409,91', 9007199254740991],
  ])('money %j is %j', (typed, minor) => expect(parseMoney(typed, hryvnia)).toBe(minor));

  test.each([
    '',
    ' ',
    '-',
    ',',
    'abc',
    '1a',
    '1,234',
    '1,500',
    '1.2.3',
    '1,2,3.4',
    '1.23,45.6',
    '12..5',
    '1e5',
    '90071992547409,92',
  ])('money %j is refused', (typed) => expect(parseMoney(typed, hryvnia)).toBeUndefined());

  test('a quantity has three decimals', () => {
    expect(parseQuantity('1,234')).toBe(1234);
    expect(parseQuantity('2')).toBe(2000);
    expect(parseQuantity('0.0005')).toBeUndefined();
  });

  test('a currency without minor units takes no decimals', () => {
    expect(parseMoney('1500', yen)).toBe(1500);
    expect(parseMoney('1,5', yen)).toBeUndefined();
  });
});

describe('whole units are written as people read them', () => {
  test.each([
    [132050, 'uk', '1\u00a0320,50\u00a0₴'],
    [5, 'ru', '0,05\u00a0₴'],
    [-100, 'uk', '−1,00\u00a0₴'],
    [9007199254740991, 'uk', '90\u00a0071\u00a0992\u00a0547\u00a0409,91\u00a0₴'],
    [132050, 'en', '1,320.50\u00a0₴'],
    [0, 'uk', '0,00\u00a0₴'],
  ])('%j in %s', (minor, language, text) => expect(formatMoney(minor, hryvnia, language)).toBe(text));

  test('quantities and per cents drop needless zeros', () => {
    expect(formatQuantity(1500, 'uk')).toBe('1,5');
    expect(formatQuantity(2000, 'uk')).toBe('2');
    expect(formatPercent(550, 'uk')).toBe('5,5\u00a0%');
    expect(formatPercent(-500, 'uk')).toBe('−5\u00a0%');
  });

  test('what is written can be read back', () => {
    for (const minor of [0, 7, 99, 100, 123456789, -42]) {
      for (const language of ['uk', 'en', 'ru']) {
        expect(parseMoney(formatMoney(minor, hryvnia, language).replace(/\u00a0₴$/, ''), hryvnia)).toBe(
          minor,
        );
      }
    }
  });
});
