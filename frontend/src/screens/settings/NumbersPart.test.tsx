import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { DeskError, type NumberRangeRow, type Result } from '../../bridge';
import { At, playDesk } from '../../testing/desk';
import { show } from '../../testing/show';
import { NumbersPart } from './NumbersPart';

const post: NumberRangeRow = {
  id: 'r',
  name: 'Укрпошта',
  scheme: 's10',
  head: 'RA',
  tail: 'UA',
  first: 100,
  last: 999,
  lease: 500,
  low: 167,
  gap: 1000,
  active: true,
  here: 137,
  asked: false,
  unleased: 400,
  doubt: false,
  sample: 'RA000001006UA',
};
const numbers: Result<'numbers.ranges'> = {
  ranges: [],
  own: 'W-A1-000001-5',
  awaits: [],
  deliveries: [
    { method: 'courier', carrier: false, numbers: 'none' },
    { method: 'nova_poshta', carrier: true, numbers: 'own' },
  ],
};

async function open(part: Partial<typeof numbers>, answers: Parameters<typeof playDesk>[0] = {}) {
  const desk = playDesk({ 'numbers.ranges': { ...numbers, ...part }, ...answers });
  show(
    <At>
      <NumbersPart />
    </At>,
  );
  await screen.findByRole('heading', { name: 'Діапазони номерів' });
  return desk;
}

test('a shop without ranges hears what they are for, and a carrier is numbered all the same', async () => {
  const { asked } = await open({});
  expect(screen.getByText(/друкуватиме їх навіть без зв’язку/)).toBeTruthy();
  expect(screen.getByText(/W-A1-000001-5/)).toBeTruthy();
  const choice = screen.getByRole('combobox', { name: 'Номер посилки: Нова пошта' });
  expect(within(choice).getByRole<HTMLOptionElement>('option', { selected: true }).textContent).toMatch(
    /потім перевізника/,
  );
  fireEvent.change(screen.getByRole('combobox', { name: 'Номер посилки: Кур’єр' }), {
    target: { value: 'sscc' },
  });
  await waitFor(() =>
    expect(asked.find(({ method }) => method === 'settings.set')?.params).toEqual({
      key: 'parcel.courier.number',
      value: 'sscc',
    }),
  );
});

test('a range says how many are left here, and what is wrong with it', async () => {
  await open({
    ranges: [
      post,
      { ...post, id: 'a', here: 0, asked: true },
      { ...post, id: 'b', here: 0, unleased: 0 },
      { ...post, id: 'c', doubt: true },
      { ...post, id: 'd', active: false },
    ],
    deliveries: [{ method: 'courier', carrier: false, numbers: 'sscc' }],
    awaits: ['Каса 2', 'Каса 3'],
  });
  for (const words of [
    'лишилося 137',
    'чекає на номери',
    'номери закінчилися',
    'невідомо, які номери вільні',
    'не видається',
    /Каса 2, Каса 3/,
    /Такого діапазону ще немає/,
  ])
    expect(screen.getByText(words)).toBeTruthy();
});

test('the prefix is entered as GS1 gave it, and what is wrong is said at its field', async () => {
  const refusal = new DeskError({ code: 'numbers.frame', field: 'head', args: { head: '048' } });
  const { asked } = await open({}, { 'numbers.save_range': refusal });
  fireEvent.click(screen.getByRole('button', { name: 'Додати діапазон' }));
  fireEvent.change(screen.getByRole('textbox', { name: 'Префікс компанії GS1' }), {
    target: { value: '482-01-23' },
  });
  fireEvent.click(screen.getByRole('button', { name: 'Зберегти' }));
  await screen.findByText(/номерів не складеш/);
  expect(asked.find(({ method }) => method === 'numbers.save_range')?.params).toMatchObject({
    scheme: 'sscc',
    head: '04820123',
    first: 0,
    last: 0,
    active: true,
  });
  expect(screen.getByRole('textbox', { name: 'Префікс компанії GS1' }).getAttribute('aria-invalid')).toBe(
    'true',
  );
});

test('which numbers are free is asked where that is in doubt', async () => {
  const { asked } = await open({ ranges: [{ ...post, doubt: true }] }, { 'numbers.save_range': { id: 'r' } });
  fireEvent.click(screen.getByRole('button', { name: 'Укрпошта' }));
  const free = screen.getByRole('textbox', { name: 'Вільно з порядкового номера' });
  fireEvent.change(free, { target: { value: '500' } });
  fireEvent.blur(free);
  fireEvent.click(screen.getByRole('button', { name: 'Зберегти' }));
  await waitFor(() =>
    expect(asked.find(({ method }) => method === 'numbers.save_range')?.params).toMatchObject({
      id: 'r',
      head: 'RA',
      tail: 'UA',
      free_from: 500,
    }),
  );
});
