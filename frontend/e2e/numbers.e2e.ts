import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './browser';
import { Desk } from './desk';
import { goods, stockShelves } from './factories';
import { orderOf } from './morning';
import { CounterPage } from './pages/CounterPage';
import { FramePage } from './pages/FramePage';
import { OrdersPage } from './pages/ListsPage';
import { closeTill, openTill } from './till';

// A shop enters the numbers that a post granted it; labels take them, and parcels are found by them.

const carriers = '20450000000018';

let desk: Desk;
let page: Page;
let frame: FramePage;
let scanner: CounterPage;
let orders: OrdersPage;
/** The orders to be sent, by their way of delivery. */
let sent: Record<'post' | 'nova_poshta', { id: string; number: string }>;

beforeAll(async () => {
  desk = await Desk.withShop();
  const offers = await stockShelves(desk, goods);
  sent = await desk.as(async (call) => {
    async function park(method: string) {
      const { id } = (await call('counter.add', { offer_id: offers.cup, quantity: 1000 })).basket;
      await call('counter.park', {});
      const { delivery, number } = await call('orders.get', { id });
      const to = {
        recipient: 'Ірина Коваль',
        recipient_phone: '+380501234567',
        city: 'Київ',
        address: 'вул. Хорива, 1',
      };
      await call('orders.set_delivery', { order_id: id, ...delivery, ...to, method });
      return { id, number };
    }
    return { post: await park('ukrposhta'), nova_poshta: await park('nova_poshta') };
  });
  page = await openTill(desk);
  frame = new FramePage(page);
  scanner = new CounterPage(page);
  orders = new OrdersPage(page);
});
afterAll(async () => {
  await closeTill(desk);
});

test('a range that a post granted is entered, and says how many are left on this till', async () => {
  await frame.openSettings('Номери посилок');
  await page.getByText('Якщо магазин має префікс GS1').waitFor();
  await expectAccessible(page, 'settings-numbers-none');
  await page.getByRole('button', { name: 'Додати діапазон' }).click();
  await page.getByLabel('Які номери').selectOption('s10');
  await page.getByLabel('Перші дві літери').fill('rа');
  await page.getByLabel('Країна').fill('ua');
  await page.getByLabel('Перший порядковий номер').fill('100');
  await page.getByLabel('Останній порядковий номер').fill('236');
  await page.getByLabel('Назва').fill('Укрпошта');
  await page.getByLabel('Скільки бере каса за раз').fill('137');
  await page.getByRole('button', { name: 'Зберегти' }).click();
  // A Cyrillic letter among them is no letter of a post.
  await page.getByText('номерів не складеш').waitFor();
  await expectAccessible(page, 'settings-numbers-refused');
  await page.getByLabel('Перші дві літери').fill('ra');
  await page.getByRole('button', { name: 'Зберегти' }).click();
  await page.getByRole('cell', { name: 'RA000001006UA' }).waitFor();
  await page.getByText('лишилося 137').waitFor();
  await page.getByLabel('Номер посилки: Укрпошта').selectOption('s10');
  await expectAccessible(page, 'settings-numbers');
});

test('a label takes the next number, and the parcel is found by it', async () => {
  await orders.open();
  await scanner.scan(sent.post.number);
  await orders.card(sent.post.number).waitFor();
  await scanner.press('Control+Shift+KeyP');
  const codes = page.getByRole('region', { name: 'Коди посилки' });
  await codes.getByText('RA000001006UA').waitFor();
  await scanner.press('Alt+Digit6');
  const queue = page.getByRole('grid', { name: 'Черга друку' });
  await queue.getByRole('row').filter({ hasText: sent.post.number }).getByText('надруковано').waitFor();
  await orders.open();
  await scanner.scan('RA000001006UA');
  await orders.card(sent.post.number).waitFor();
  await frame.openSettings('Номери посилок');
  await page.getByText('лишилося 136').waitFor();
});

test('a parcel of a carrier goes by our number, until its own label is scanned on the open card', async () => {
  await orders.open();
  await scanner.scan(sent.nova_poshta.number);
  await orders.card(sent.nova_poshta.number).waitFor();
  const codes = page.getByRole('region', { name: 'Коди посилки' });
  await codes.getByText('Номера перевізника ще немає').waitFor();
  await scanner.press('Alt+KeyN');
  await codes.getByText(/^W-A1-000001-/).waitFor();
  await expectAccessible(page, 'order-awaited');
  const [ours] = (await orderOf(desk, sent.nova_poshta.number)).codes;
  await scanner.scan(carriers);
  await page.getByRole('button', { name: 'Це номер перевізника' }).waitFor();
  await expectAccessible(page, 'order-carriers-code');
  await scanner.press('Shift+F4');
  const panel = page.getByRole('region', { name: 'Додати код посилки' });
  await expect.poll(() => panel.getByLabel('Код', { exact: true }).inputValue()).toBe(carriers);
  await scanner.press('Enter');
  await codes.getByText(carriers).first().waitFor();
  await expectAccessible(page, 'order-carriers-added');
  await scanner.press('Escape');
  await codes.getByText('Номера перевізника ще немає').waitFor({ state: 'detached' });
  await page.getByRole('region', { name: 'Доставка', exact: true }).getByText(carriers).waitFor();
  for (const code of [ours?.code ?? '', carriers]) {
    // eslint-disable-next-line no-await-in-loop -- one scan after the other
    await orders.open();
    // eslint-disable-next-line no-await-in-loop
    await scanner.scan(code);
    // eslint-disable-next-line no-await-in-loop
    await orders.card(sent.nova_poshta.number).waitFor();
  }
});

test('a label without a number says why, and comes out when there are some', async () => {
  await desk.as(async (call) => {
    await call('settings.set', { key: 'parcel.courier.number', value: 'sscc' });
    const order = await call('orders.get', { id: sent.nova_poshta.id });
    await call('orders.set_delivery', {
      order_id: order.id,
      ...order.delivery,
      method: 'courier',
      waybill: '',
    });
    for (const { code } of order.codes) {
      // eslint-disable-next-line no-await-in-loop -- one code after the other
      await call('orders.remove_code', { order_id: order.id, code });
    }
    await call('orders.print', { order_id: order.id, document: 'label' });
  });
  await scanner.press('Alt+Digit6');
  const job = page
    .getByRole('grid', { name: 'Черга друку' })
    .getByRole('row')
    .filter({ hasText: sent.nova_poshta.number });
  await job.getByText('Посилка бере номер із діапазону').waitFor();
  await expectAccessible(page, 'prints-no-number');
  await desk.as((call) =>
    call('numbers.save_range', {
      name: 'GS1',
      scheme: 'sscc',
      head: '04820123',
      first: 0,
      last: 0,
      active: true,
    }),
  );
  await job.click();
  await scanner.press('Control+KeyP');
  await job.getByText('надруковано', { exact: true }).waitFor();
});
