import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Result } from '../../bridge';
import { At, playDesk } from '../../testing/desk';
import { show } from '../../testing/show';
import { Toasts } from '../../ui/Toasts';
import { OrderScreen } from './OrderScreen';

type Order = Result<'orders.get'>;
const taken = { id: 'p', kind: 'card', amount: 24000, given: 24000, at: 1, user: 'Олена', note: '' } as const;

/** Paid twice by card. */
const twice: Order = {
  id: 'o',
  number: 'A1-000001',
  kind: 'sale',
  source: 'counter',
  status: 'completed',
  payment_state: 'refund',
  customer_id: '',
  customer: '',
  goods: 'Чашка',
  lines: 1,
  total: 12000,
  paid: 24000,
  delivery_method: '',
  city: '',
  waybill: '',
  comment: '',
  owner: 'Олена',
  created_at: 1,
  next: [],
  discount: {},
  gross: 12000,
  off: 0,
  due: -12000,
  reason: '',
  delivery: {
    method: '',
    recipient: '',
    recipient_phone: '',
    city: '',
    address: '',
    price: 0,
    waybill: '',
    cod: false,
  },
  warehouse: '',
  origin_id: '',
  origin: '',
  returns: [],
  items: [],
  payments: [taken],
  prints: [],
  codes: [],
  numbers: 'none',
  awaited: false,
  history: [],
  missing: [],
  can_edit: false,
  can_return: true,
  picked: false,
};

async function open(order: Order, part: Partial<Parameters<typeof At>[0]> = {}) {
  const { asked } = playDesk({
    'orders.get': order,
    'orders.add_payment': order,
    'conflicts.list': { conflicts: [], total: 0 },
  });
  show(
    <At {...part}>
      <OrderScreen id={order.id} />
      <Toasts />
    </At>,
  );
  await screen.findByRole('article');
  return () => asked.filter(({ method }) => method === 'orders.add_payment').map(({ params }) => params);
}

const press = (code: string) => act(() => void fireEvent.keyDown(document.body, { code }));

test.each([
  ['what was paid too much', {}],
  ['what is in a cancelled order', { status: 'cancelled', paid: 12000 }],
] as const)('%s goes back by F9: all of it, the way it came', async (_, part) => {
  const paid = await open({ ...twice, ...part });
  press('F9');
  const sum = await screen.findByLabelText<HTMLInputElement>('Повернуто');
  expect(screen.getByRole('heading', { name: 'A1-000001: повернення грошей' })).toBeTruthy();
  expect(sum.value).toBe('120,00');
  expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Картка' }).checked).toBe(true);
  fireEvent.click(screen.getByRole('button', { name: 'Повернути' }));
  await screen.findByText(/A1-000001: повернуто 120,00/);
  expect(paid()).toEqual([{ order_id: 'o', kind: 'card', amount: -12000 }]);
});

test('a part of it goes back in another way', async () => {
  const paid = await open(twice);
  press('F9');
  const sum = await screen.findByLabelText('Повернуто');
  fireEvent.change(sum, { target: { value: '50' } });
  fireEvent.blur(sum);
  fireEvent.click(screen.getByRole('radio', { name: 'Готівка' }));
  fireEvent.click(screen.getByRole('button', { name: 'Повернути' }));
  await waitFor(() => expect(paid()).toEqual([{ order_id: 'o', kind: 'cash', amount: -5000 }]));
});

test('who may not give money back is told so, and nothing opens', async () => {
  await open(twice, { rights: ['signed_in', 'sell'] });
  fireEvent.click(screen.getByRole('button', { name: /Повернути гроші/ }));
  expect(screen.getByRole('alert').textContent).toMatch(/потрібне право/);
  expect(screen.queryByLabelText('Повернуто')).toBeNull();
});

test('an order that is even asks for nothing', async () => {
  await open({ ...twice, paid: 12000, due: 0 });
  press('F9');
  expect(screen.queryByRole('button', { name: /Повернути гроші|Записати оплату/ })).toBeNull();
  expect(screen.queryByLabelText('Повернуто')).toBeNull();
});
