import { render } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { HistoryEntry } from '../bridge';
import { useTell, type Happening } from './useTell';

function told(entries: HistoryEntry[]): Happening[] {
  let got: Happening[] = [];
  function Listener() {
    got = useTell()(entries);
    return null;
  }
  render(<Listener />);
  return got;
}

const entry: HistoryEntry = {
  at: 1000,
  user: 'Олена',
  desk: 'A1',
  intent: 'delivery',
  kind: 'order',
  what: '',
  act: 'patch',
  changes: {},
};

test('a change is told with its field, from what to what, in words and sums', () => {
  const [event] = told([
    {
      ...entry,
      changes: {
        delivery_method: ['', 'branch'],
        delivery_price: [0, 7000],
        recipient_phone: ['', '+380501234567'],
        cod: [0, 1],
      },
    },
  ]);
  expect(event).toMatchObject({ title: 'Змінено доставку', who: 'Олена', till: 'A1' });
  expect(
    event?.changes.map(({ name, from, to }) => `${name}: ${from} → ${to}`.replaceAll('\u00a0', ' ')),
  ).toEqual([
    'Доставка: порожньо → До відділення',
    'Вартість доставки: порожньо → 70,00 ₴',
    'Телефон отримувача: порожньо → 050 123 45 67',
    'Післяплата: ні → так',
  ]);
});

test('what one command changed is one happening, and a part is called by its name', () => {
  const events = told([
    { ...entry, intent: 'cancel_line', kind: 'line', what: 'Чашка', changes: { cancelled: ['', 'розбита'] } },
    { ...entry, intent: 'cancel_line', kind: 'order', changes: { comment: ['', 'мінус чашка'] } },
    { ...entry, at: 900 },
  ]);
  expect(events).toHaveLength(2);
  expect(events[0]?.changes.map(({ name }) => name)).toEqual(['Чашка · Скасовано через', 'Коментар']);
});

test('what the machine keeps for itself is not told, and an unknown command has a plain title', () => {
  const [event] = told([{ ...entry, intent: 'later', changes: { desk_id: ['', 'A1'], position: [0, 1] } }]);
  expect(event).toMatchObject({ title: 'Змінено', changes: [] });
});
