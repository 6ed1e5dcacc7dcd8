import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './browser';
import { Desk } from './desk';
import { goods, stockShelves } from './factories';
import { orderOf } from './morning';
import { CounterPage } from './pages/CounterPage';
import { OrdersPage } from './pages/ListsPage';
import { closeTill, openTill } from './till';

// An order is picked, gets the codes of its parcel, and its label is printed again: all by scanning.

const [cup] = goods.cup.codes;
const [filter] = goods.filter.codes;
const [spoon] = goods.spoon.codes;
const waybill = '20450000000018';

let desk: Desk;
let page: Page;
let scanner: CounterPage;
let orders: OrdersPage;
let number: string;
let other: string;

beforeAll(async () => {
  desk = await Desk.withShop();
  const offers = await stockShelves(desk, goods);
  await desk.as(async (call) => {
    async function park(lines: Record<string, number>): Promise<string> {
      let id = '';
      for (const [offer_id, quantity] of Object.entries(lines)) {
        // eslint-disable-next-line no-await-in-loop -- one line after the other
        id = (await call('counter.add', { offer_id, quantity })).basket.id;
      }
      await call('counter.park', {});
      await call('orders.set_status', { order_id: id, status: 'confirmed' });
      return id;
    }
    const id = await park({ [offers.cup]: 2000, [offers.filter]: 1000 });
    const order = await call('orders.get', { id });
    await call('orders.set_delivery', {
      order_id: id,
      ...order.delivery,
      method: 'branch',
      recipient: 'Ірина Коваль',
      recipient_phone: '+380501234567',
      city: 'Київ',
      address: 'Відділення 12',
    });
    ({ number } = order);
    ({ number: other } = await call('orders.get', { id: await park({ [offers.coffee]: 500 }) }));
  });
  page = await openTill(desk);
  scanner = new CounterPage(page);
  orders = new OrdersPage(page);
});
afterAll(async () => {
  await closeTill(desk);
});

const told = () => page.getByRole('status').filter({ hasText: /\S/ });

test('an order is opened by scanning its number, and its goods are checked off', async () => {
  await orders.open();
  await scanner.scan(number);
  await orders.card(number).waitFor();
  await page.getByText('0 з 2').waitFor();
  await scanner.scan(cup);
  await told().filter({ hasText: 'Чашка синя 350 мл: 1 з 2.' }).waitFor();
  await page.getByRole('grid').getByText('1 з 2 шт', { exact: true }).waitFor();
  await scanner.scan(spoon);
  await told().filter({ hasText: 'Ложка мірна: цього товару в замовленні немає' }).waitFor();
  await expectAccessible(page, 'picking-other');
  await scanner.scan(cup);
  await told().filter({ hasText: '2 з 2' }).waitFor();
  await scanner.scan(cup);
  await told().filter({ hasText: 'замовлено лише 2' }).waitFor();
  expect((await orderOf(desk, number)).items.map(({ picked }) => picked)).toEqual([2000, 0]);
});

test('all is picked: the next step is offered with its key', async () => {
  await scanner.scan(filter);
  await told().filter({ hasText: 'Усе взято.' }).waitFor();
  await expectAccessible(page, 'picking-complete');
  await scanner.press('Control+Enter');
  await orders.step.filter({ hasText: 'зібране' }).waitFor();
});

test('a line is checked off, and the check taken back, without a scanner', async () => {
  await scanner.press('F5');
  await page.getByRole('grid').getByText('0 з 2 шт', { exact: true }).waitFor();
  await scanner.press('F5');
  await page.getByRole('grid').getByText('2 з 2 шт', { exact: true }).waitFor();
});

test('a parcel has the codes that were scanned for it, and each opens the order', async () => {
  await scanner.press('Shift+F4');
  await page.getByRole('region', { name: 'Додати код посилки' }).getByLabel('Код', { exact: true }).waitFor();
  await scanner.scan(waybill);
  await page.getByRole('region', { name: 'Коди посилки' }).getByText(waybill).first().waitFor();
  await expectAccessible(page, 'parcel-codes');
  await scanner.press('Escape');
  await scanner.scan(other);
  await orders.card(other).waitFor();
  await scanner.scan(waybill);
  await orders.card(number).waitFor();
  expect((await orderOf(desk, number)).codes).toEqual([{ code: waybill, kind: 'carrier' }]);
});

test('the print queue prints the label of a scanned parcel again, and says that it is a copy', async () => {
  await scanner.press('Control+Shift+KeyP');
  await page.getByText(`${number}: наліпку надіслано на друк`).waitFor();
  await scanner.press('Alt+Digit6');
  const list = page.getByRole('grid', { name: 'Черга друку' });
  await list.getByRole('row').filter({ hasText: number }).getByText('надруковано').waitFor();
  await scanner.scan(waybill);
  const copy = list.getByRole('row').filter({ hasText: 'Наліпка, копія 1' });
  await copy.getByText('надруковано').waitFor();
  await scanner.scan(cup);
  await page.getByText('це не код замовлення чи посилки').waitFor();
  await expectAccessible(page, 'prints');
  expect((await orderOf(desk, number)).prints.map(({ copy: which }) => which)).toEqual([0, 1]);
});
