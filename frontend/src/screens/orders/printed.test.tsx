import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Print } from '../../bridge';
import { show } from '../../testing/show';
import { usePrintOf } from './printed';
import { Prints } from './Prints';

const print: Print = {
  id: 'p',
  order_id: 'o',
  number: 'A1-000001',
  document: 'label',
  copy: 0,
  printer: '',
  state: 'printed',
  error: '',
  at: 1,
  user: 'Ірина',
};

test.each([
  [{}, 'A1-000001'],
  [{ number: '', of: { title: 'Чашка синя', offers: 1 } }, 'Чашка синя'],
  [{ number: '', of: { orders: 30 } }, '30 замовлень'],
  [{ number: '', of: { offers: 2 } }, '2 товари'],
  [{ number: '', of: { places: 5 } }, '5 місць'],
  [{ number: '', of: {} }, 'пораховане'],
] as const)('a paper is of %o', (part, words) => {
  const Name = () => usePrintOf()({ ...print, ...part });
  show(<Name />);
  expect(screen.getByText(words)).toBeTruthy();
});

test('what a paper lacks is told in a quiet line', () => {
  const notes = [
    { code: 'shortened', field: 'Rows.Address' },
    { code: 'sticker_left_out', field: 'Ложка' },
    { code: 'replaced', field: 'elements.3' },
    { code: 'of a later release' },
  ];
  show(<Prints prints={[{ ...print, notes }]} />);
  expect(
    screen.getByText(
      'Скорочено, щоб умістилося: адреса · Пропущено наліпку: Ложка · Замість деяких знаків — квадратик: напис · Надруковано не зовсім так, як задано',
    ),
  ).toBeTruthy();
});
