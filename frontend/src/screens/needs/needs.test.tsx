import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { Screen } from '.';
import type { Conflict, Need, Print, Refusal, Subject, Task, Told } from '../../bridge';
import { useRoute } from '../../route';
import { At, playDesk } from '../../testing/desk';
import { show } from '../../testing/show';
import { matterId, shownAt } from './matter';

beforeEach(() => {
  location.hash = '';
});

const told = (value: number | string | undefined): Told => ({
  known: value !== undefined,
  number: typeof value === 'number' ? value : 0,
  text: typeof value === 'string' ? value : '',
});
const about = (kind: string, title: string): Subject => ({
  kind,
  id: `${kind} ${title}`,
  title,
  part: '',
  customer: '',
  phone: '',
});

const price: Conflict = {
  id: 'price',
  subject: about('product', 'Чашка синя'),
  record: 'offer',
  field: 'price',
  type: 'money',
  reason: 'value',
  base: told(12000),
  stands: told(11500),
  lost: told(12500),
  now: told(11500),
  changed: false,
  stands_by: { user: 'Анна', desk: 'Каса біля входу', own: false, at: 1 },
  lost_by: { user: 'Олена', desk: 'B', own: true, at: 2 },
  state: 'open',
  choices: [
    { choice: 'keep', follows: 'stays', value: told(11500), right: 'sell', refused: '' },
    { choice: 'take', follows: 'set', value: told(12500), right: 'goods', refused: '' },
    { choice: 'undo', follows: 'set', value: told(12000), right: 'goods', refused: '' },
  ],
  decided_by: '',
  decided_at: 0,
};

const deleted: Conflict = {
  ...price,
  id: 'deleted',
  subject: about('customer', 'Петро'),
  record: 'customer',
  field: '',
  type: 'record',
  reason: 'deleted',
  base: told(undefined),
  choices: [
    { choice: 'keep', follows: 'stays', value: told(undefined), right: 'sell', refused: '' },
    { choice: 'take', follows: 'deletes', value: told(undefined), right: 'sell', refused: '' },
  ],
};

const shortage: Task = {
  id: 'short',
  type: 'shortage',
  offer_id: 'filter',
  product_id: 'filters',
  title: 'Фільтр V60',
  sku: '',
  unit: 'pcs',
  warehouse: 'Крамниця',
  first: {
    id: '1',
    number: 'A-1',
    status: 'completed',
    customer: '',
    phone: '',
    quantity: 1000,
    at: 1,
    desk: '',
  },
  second: {
    id: '2',
    number: 'B-1',
    status: 'completed',
    customer: '',
    phone: '',
    quantity: 1000,
    at: 1,
    desk: '',
  },
  missing: 1000,
  on_hand: -1000,
  state: 'open',
  choice: '',
  note: '',
  at: 1,
  done_by: '',
  done_at: 0,
  elsewhere: [{ warehouse_id: 'podil', warehouse: 'Поділ', on_hand: 5000, reserved: 0 }],
  substitutes: [],
};

const refusal: Refusal = {
  device_seq: 17,
  intent: 'sale',
  at: 1,
  user: 'Олена',
  subjects: [about('order', 'A-130')],
  changes: 4,
  code: 'sync.refused.right',
  text: '',
  cause: 0,
};

const paper: Print = {
  id: 'paper',
  order_id: 'order',
  number: 'A-131',
  document: 'receipt',
  copy: 0,
  printer: '',
  state: 'failed',
  error: 'interrupted',
  at: 1,
  user: 'Олена',
};

const needs = (...items: Need[]) => ({
  items,
  count: { conflicts: 0, tasks: 0, refused: 0, prints: 0, total: items.length },
});
const clash = (conflict: Conflict): Need => ({ kind: 'conflict', at: 1, conflict });

/** The screen where the address says. */
function Routed() {
  const [, ...path] = useRoute();
  return <Screen path={path} />;
}

async function open(answers: Parameters<typeof playDesk>[0], part: Partial<Parameters<typeof At>[0]> = {}) {
  const desk = playDesk(answers);
  show(
    <At {...part}>
      <Routed />
    </At>,
  );
  await screen.findByRole('listbox');
  return desk;
}

const press = (code: string) => void fireEvent.keyDown(document.activeElement ?? document.body, { code });
const decided = (asked: { method: string; params: unknown }[]) =>
  asked.filter(({ method }) => !method.endsWith('.list')).map(({ method, params }) => [method, params]);

test('a clash tells who set what where, and a digit decides it', async () => {
  const { asked } = await open({ 'needs.list': needs(clash(price)), 'conflicts.decide': price });
  expect(screen.getByRole('heading', { level: 2 }).textContent).toBe('Чашка синя: ціна');
  const stands = screen.getByRole('region', { name: 'Діє зараз' }).textContent;
  expect(stands).toContain('120,00\u00a0₴ → 115,00\u00a0₴');
  expect(stands).toContain('Анна · Каса біля входу');
  expect(screen.getByRole('region', { name: 'Не взято' }).textContent).toContain('Олена · ця каса');
  press('Digit2');
  await waitFor(() =>
    expect(decided(asked)).toEqual([['conflicts.decide', { id: 'price', choice: 'take', anyway: false }]]),
  );
});

test('an answer that needs another right is closed and says why', async () => {
  const { asked } = await open({ 'needs.list': needs(clash(price)) }, { rights: ['signed_in', 'sell'] });
  expect(screen.getByRole<HTMLButtonElement>('button', { name: /Узяти/ }).disabled).toBe(true);
  expect(screen.getAllByText(/потрібне право «змінювати товари»/)).toHaveLength(2);
  press('Digit2');
  expect(decided(asked)).toEqual([]);
});

test('what was changed since is shown, and deciding says that it was seen', async () => {
  const changed = { ...price, changed: true, now: told(13000) };
  const { asked } = await open({ 'needs.list': needs(clash(changed)), 'conflicts.decide': changed });
  expect(screen.getByText(/Зараз: 130,00/)).toBeTruthy();
  press('Digit1');
  await waitFor(() =>
    expect(decided(asked)).toEqual([['conflicts.decide', { id: 'price', choice: 'keep', anyway: true }]]),
  );
});

test('a delete is asked about before it is done', async () => {
  const { asked } = await open({ 'needs.list': needs(clash(deleted)), 'conflicts.decide': deleted });
  press('Digit2');
  expect(document.activeElement?.textContent).toBe('Залишити як є');
  press('Digit2');
  expect(decided(asked)).toEqual([]);
  fireEvent.click(screen.getByRole('button', { name: 'Усе-таки вилучити' }));
  await waitFor(() =>
    expect(decided(asked)).toEqual([['conflicts.decide', { id: 'deleted', choice: 'take', anyway: false }]]),
  );
});

test('J and K walk the list, Enter goes to the answers and Esc back', async () => {
  await open({ 'needs.list': needs(clash(price), { kind: 'task', at: 1, task: shortage }) });
  const list = screen.getByRole('listbox');
  expect(document.activeElement).toBe(list);
  const title = () => screen.getByRole('heading', { level: 2 }).textContent;
  press('KeyJ');
  await waitFor(() => expect(title()).toContain('Фільтр V60'));
  press('KeyK');
  await waitFor(() => expect(title()).toContain('Чашка синя'));
  press('Enter');
  expect(document.activeElement?.textContent).toContain('Лишити як є');
  press('Escape');
  expect(document.activeElement).toBe(list);
});

test('a shortage offers what can be done, and says of the rest why not', async () => {
  const { asked } = await open({
    'needs.list': needs({ kind: 'task', at: 1, task: shortage }),
    'tasks.choose': { next: 'return', order_id: '2', number: 'B-1' },
  });
  expect(screen.getByRole('heading', { level: 2 }).textContent).toContain('бракує 1\u00a0шт');
  expect(screen.getByText('Схожого товару, якого вистачило б, немає.')).toBeTruthy();
  press('Digit2');
  press('Digit4');
  await waitFor(() =>
    expect(decided(asked)).toEqual([['tasks.choose', { id: 'short', choice: 'refund', note: '' }]]),
  );
  expect(location.hash).toBe('#/counter/return/2');
});

test('what stands on another refusal leads to that one', async () => {
  const payment = { ...refusal, device_seq: 18, intent: 'payment', cause: 17 };
  await open({
    'needs.list': needs(
      { kind: 'refused', at: 1, refused: refusal },
      { kind: 'refused', at: 1, refused: payment },
    ),
  });
  expect(screen.getByText(/Від неї залежить ще 1 зміна/)).toBeTruthy();
  expect(screen.getByRole('heading', { level: 2 }).textContent).toBe('Продано на касі: замовлення A-130');
});

test('giving a change up says first what is lost', async () => {
  const { asked } = await open({
    'needs.list': needs({ kind: 'refused', at: 1, refused: refusal }),
    'attention.drop': [],
  });
  press('Digit2');
  expect(screen.getByText(/Зникне з цієї каси: Продано на касі: замовлення A-130/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Відмовитися від зміни' }));
  await waitFor(() => expect(decided(asked)).toEqual([['attention.drop', { device_seq: 17 }]]));
});

test('with nothing to settle the screen says what will be here', async () => {
  playDesk({ 'needs.list': needs() });
  show(
    <At>
      <Screen path={[]} />
    </At>,
  );
  expect(await screen.findByText('Нічого не чекає')).toBeTruthy();
});

test('what was shown stays shown when others come before it, and its place is kept when it is settled', () => {
  const [one, two] = [clash(price), clash(deleted)];
  const shown = { id: matterId(one), at: 0 };
  expect(shownAt([two, one], undefined, shown)).toBe(1);
  expect(shownAt([two], undefined, shown)).toBe(0);
  expect(shownAt([two, one], matterId(two), shown)).toBe(0);
  expect(shownAt([one], matterId(two), { id: matterId(two), at: 1 })).toBe(0);
});

test('a paper that nobody needs any more is given up, and one that was cut off says so', async () => {
  const { asked } = await open({
    'needs.list': needs({ kind: 'print', at: 1, print: paper }),
    'prints.dismiss': {},
  });
  expect(screen.getByText(/Друк перервався/)).toBeTruthy();
  press('Digit2');
  await waitFor(() => expect(decided(asked)).toEqual([['prints.dismiss', { id: 'paper' }]]));
});

test('a paper of many orders says of how many, and has no order to open', async () => {
  const { order_id: _, ...rest } = paper;
  await open({
    'needs.list': needs({
      kind: 'print',
      at: 1,
      print: { ...rest, number: '', document: 'register', of: { orders: 30 } },
    }),
  });
  expect(screen.getAllByText('Реєстр відправлень (30 замовлень) не надруковано')).toHaveLength(2);
  expect(screen.queryByText('Відкрити замовлення')).toBeNull();
});

test('a code that two were given says which has it, and an answer that is refused says why in words', async () => {
  const code: Conflict = {
    ...price,
    subject: { ...about('product', 'Глечик'), part: '5901234123457' },
    record: 'barcode',
    field: 'code',
    type: 'text',
    reason: 'claim',
    base: told(undefined),
    stands: told('5901234123457'),
    lost: told('5901234123457'),
    holder: { ...about('product', 'Ложка мірна'), part: '5901234123457' },
    choices: [
      { choice: 'keep', follows: 'stays', value: told(undefined), right: 'goods', refused: '' },
      {
        choice: 'take',
        follows: 'moves',
        value: told('5901234123457'),
        right: 'goods',
        refused: 'order.step',
        args: { from: 'cancelled', to: 'packed' },
      },
    ],
  };
  playDesk({ 'needs.list': needs(clash(code)) });
  show(
    <At phase="open">
      <Routed />
    </At>,
  );
  expect((await screen.findByRole('region', { name: 'Діє зараз' })).textContent).toContain('Ложка мірна');
  expect(screen.getByRole('region', { name: 'Не взято' }).textContent).toContain('Глечик');
  expect(screen.getByText(/Замовлення «скасоване» не може стати «зібране»/)).toBeTruthy();
});

test('what went out with an order is told as such, and a change of its goods as something to compare', async () => {
  const line: Conflict = {
    ...price,
    subject: { ...about('order', 'A1-000004'), part: 'Чашка синя' },
    record: 'line',
    field: 'cancelled',
    type: 'text',
    reason: 'handed',
    base: told(undefined),
    stands: told(''),
    lost: told('Нема в наявності'),
    now: told(''),
    choices: [{ choice: 'keep', follows: 'stays', value: told(''), right: 'sell', refused: '' }],
  };
  const order: Conflict = {
    ...line,
    id: 'order',
    subject: about('order', 'A1-000005'),
    record: 'order',
    field: 'status',
    type: 'status',
    stands: told('shipped'),
    lost: told(''),
    now: told('shipped'),
  };
  playDesk({ 'needs.list': needs(clash(line), clash(order)) });
  show(
    <At phase="open">
      <Routed />
    </At>,
  );
  const card = (name: string) => screen.getByRole('region', { name }).textContent;
  await screen.findByText(/Що вийшло з магазину, лишається в замовленні/);
  expect(card('Діє зараз')).toContain('Вийшло із замовленням');
  expect(card('Не взято')).toContain('Скасовано: Нема в наявності');
  expect(screen.getByText(/одна каса прибрала, друга віддала замовлення/)).toBeTruthy();
  fireEvent.click(screen.getByText(/одна каса змінила товари/));
  await screen.findByText(/Звірте замовлення з тим, що вийшло/);
  expect(card('Діє зараз')).toContain('відправлене');
  expect(card('Тим часом змінено')).toContain('Товари замовлення');
});

test('what two tills took or gave back is told as such', async () => {
  const payment: Conflict = {
    ...price,
    subject: about('order', 'A1-000004'),
    record: 'payment',
    field: 'amount',
    reason: 'doubled',
    base: told(undefined),
    choices: [{ choice: 'keep', follows: 'stays', value: told(11500), right: 'sell', refused: '' }],
  };
  const returned: Conflict = {
    ...payment,
    id: 'returned',
    record: 'order',
    field: 'number',
    type: 'text',
    stands: told('A1-000007'),
    lost: told('B1-000003'),
  };
  const paid: Conflict = {
    ...payment,
    id: 'paid',
    record: 'order',
    field: 'status',
    type: 'status',
    reason: 'paid',
    stands: told('confirmed'),
    lost: told('cancelled'),
  };
  const more: Conflict = { ...paid, id: 'more', lost: told('') };
  playDesk({ 'needs.list': needs(clash(payment), clash(returned), clash(paid), clash(more)) });
  show(
    <At phase="open">
      <Routed />
    </At>,
  );
  const card = (name: string) => screen.getByRole('region', { name }).textContent;
  await screen.findByText(/Дві каси взяли або повернули гроші/);
  expect(card('Одна каса')).toContain('115,00');
  expect(card('Друга каса')).toContain('125,00');
  fireEvent.click(screen.getByText(/повернено на двох касах/));
  await screen.findByText(/Товар з одного продажу прийняли назад дві каси/);
  expect(card('Друга каса')).toContain('B1-000003');
  fireEvent.click(screen.getByText(/одна каса скасувала, друга взяла гроші/));
  await screen.findByText(/Сплачене не скасовується наосліп/);
  expect(card('Діє зараз')).toContain('підтверджене');
  expect(card('Не взято')).toContain('скасоване');
  fireEvent.click(screen.getByText(/одна каса взяла гроші, друга змінила товари/));
  await screen.findByText(/тепер сплачено більше, ніж воно коштує/);
  expect(card('Одна каса')).toMatch(/Гроші за замовлення.*Анна/);
  expect(card('Друга каса')).toMatch(/Товари замовлення.*Олена/);
});

test('what is answered with a clash is told beside it', async () => {
  const town: Conflict = {
    ...price,
    subject: about('order', 'A1-000004'),
    record: 'order',
    field: 'city',
    type: 'text',
    base: told(''),
    stands: told('Київ'),
    lost: told('Львів'),
    with: [{ field: 'address', stands: told('вул. Перша, 1'), lost: told('вул. Друга, 2') }],
  };
  playDesk({ 'needs.list': needs(clash(town)) });
  show(
    <At phase="open">
      <Routed />
    </At>,
  );
  await screen.findByText('Разом вирішується адреса: діє вул. Перша, 1, не взято вул. Друга, 2.');
});
