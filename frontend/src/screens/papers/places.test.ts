import { expect, test } from 'vitest';
import { readPlaces, writePlaces } from './places';

test('a place is a code and a name, one a line', () =>
  expect(readPlaces('A-01 = Стелаж біля вікна\n\n  A 02=Верхня = ліва \nA-03\n')).toEqual([
    { code: 'A-01', name: 'Стелаж біля вікна' },
    { code: 'A 02', name: 'Верхня = ліва' },
    { code: 'A-03', name: '' },
  ]));

test('places are written so that they are read again', () => {
  const places = [
    { code: 'CUP-350', name: 'Чашка синя 350 мл' },
    { code: 'A-03', name: '' },
  ];
  expect(readPlaces(writePlaces(places))).toEqual(places);
});
