import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './browser';
import { Desk, owner } from './desk';
import { goods } from './factories';
import { iryna, openMorning, orderOf, petro, type Morning } from './morning';
import { OrdersPage } from './pages/ListsPage';
import { LockPage } from './pages/LockPage';
import { closeTill, openTill } from './till';

// A manager's morning with the orders, by keyboard. What is seen is checked against what the desk keeps.

let desk: Desk;
let page: Page;
let orders: OrdersPage;
let morning: Morning;

beforeAll(async () => {
  desk = await Desk.withShop();
  page = await openTill(desk);
  orders = new OrdersPage(page);
  await orders.open();
});
afterAll(async () => {
  await closeTill(desk);
});

test('a shop without orders says what will be here, though its view has a filter', async () => {
  await page.getByText('Тут будуть замовлення').waitFor();
  await expectAccessible(page, 'orders-empty');
  morning = await openMorning(desk);
});

test('the morning begins with what is open, and the foot says how much it is', async () => {
  await orders.row(morning.waiting).waitFor();
  expect(await orders.rows.count()).toBe(2);
  await page.getByText('2 замовлення', { exact: true }).waitFor();
  await expectAccessible(page, 'orders');
});

test('a view of all shows sales too, and a filter narrows it', async () => {
  await orders.view('Усі').click();
  await orders.row(morning.sold).waitFor();
  expect(await orders.rows.count()).toBe(4);
  await orders.filter('Оплата');
  await orders.press('ArrowDown', 'ArrowDown', 'Enter', 'Escape');
  await orders.row(morning.waiting).waitFor({ state: 'detached' });
  expect(await orders.rows.count()).toBe(2);
  await orders.press('Shift+F3');
  await orders.row(morning.waiting).waitFor();
});

test('an order is found by a part of a phone, and by a word typed on the wrong layout', async () => {
  await orders.search('12345');
  await orders.row(morning.sold).waitFor({ state: 'detached' });
  expect(await orders.rows.count()).toBe(2);
  // «фільтр», typed with the Latin layout on.
  await orders.search('askmnh');
  await orders.row(morning.waiting).waitFor({ state: 'detached' });
  expect(await orders.row(morning.short).count()).toBe(1);
  await orders.press('Escape');
});

test('arrows and Enter open a card; coming back, the row is where it was left', async () => {
  await orders.search(morning.short);
  await orders.row(morning.waiting).waitFor({ state: 'detached' });
  await orders.row(morning.short).waitFor();
  await orders.press('Enter');
  await orders.grid.and(page.locator(':focus')).waitFor();
  await orders.press('Enter');
  await orders.card(morning.short).waitFor();
  await page.getByText('бракує 2 шт').waitFor();
  await expectAccessible(page, 'order-card');
  await orders.press('Escape');
  await orders.grid.waitFor();
  expect(await orders.grid.evaluate((grid) => grid === document.activeElement)).toBe(true);
  await orders.press('Enter');
  await orders.card(morning.short).waitFor();
});

test('everything of the card is on one screen, without scrolling the page', async () => {
  for (const name of ['Рядки замовлення', 'Доставка й оплата', 'Історія']) {
    // eslint-disable-next-line no-await-in-loop -- one part after another
    const box = await orders.part(name).first().boundingBox();
    expect([
      name,
      (box?.y ?? 0) + (box?.height ?? 0) <= 768 && (box?.x ?? 0) + (box?.width ?? 0) <= 1366,
    ]).toEqual([name, true]);
  }
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(768);
});

test('the delivery is written in its place, and a phone that is none is refused in words', async () => {
  await orders.openCard(morning.waiting);
  await orders.press('Control+KeyE');
  await page.getByLabel('Спосіб').first().waitFor();
  await page.keyboard.type('До відділення');
  await orders.press('Escape');
  await page.getByLabel('Отримувач').fill(iryna.name);
  await page.getByRole('textbox', { name: 'Телефон' }).fill('12');
  await page.getByLabel('Місто').fill('Київ');
  await page.getByLabel('Адреса').fill('Відділення 12');
  await page.getByLabel('Накладна').fill('20450000000001');
  await expectAccessible(page, 'order-delivery');
  await orders.press('Enter');
  await page.getByText('не номер телефону').waitFor();
  await page.getByRole('textbox', { name: 'Телефон' }).fill('050 123 45 67');
  await orders.press('Enter');
  await page.getByText('Доставку збережено').waitFor();
  const { delivery } = await orderOf(desk, morning.waiting);
  expect(delivery).toMatchObject({
    method: 'branch',
    recipient: iryna.name,
    recipient_phone: '+380501234567',
    city: 'Київ',
    address: 'Відділення 12',
    waybill: '20450000000001',
  });
});

test('another way of delivery is typed in the place of the one before', async () => {
  await orders.press('Control+KeyE');
  const method = page.getByLabel('Спосіб').first();
  await method.and(page.locator(':focus')).waitFor();
  await page.keyboard.type('Кур’єр', { delay: 50 });
  expect(await method.inputValue()).toBe('Кур’єр');
  // The suggestions, then the form; and what was typed in it comes back by a key.
  await orders.press('Escape', 'Escape');
  await page.getByText('Зміни не збережено').waitFor();
  await orders.press('Alt+KeyZ');
  await expect.poll(() => method.inputValue()).toBe('Кур’єр');
  await method.focus();
  await orders.press('Escape');
  await method.waitFor({ state: 'detached' });
});

test('a payment is recorded; more than is due is refused in words', async () => {
  await orders.press('F9');
  await page.getByLabel('Отримано', { exact: true }).fill('999');
  await orders.press('Enter');
  await page.getByText('Більше за суму до сплати може бути лише готівка').waitFor();
  await expectAccessible(page, 'order-pay');
  await page.getByLabel('Отримано', { exact: true }).fill('100');
  await orders.press('Enter');
  await page.getByText('записано 100,00').waitFor();
  expect(await orderOf(desk, morning.waiting)).toMatchObject({ paid: 10000, payment_state: 'part' });
});

test('what was paid too much goes back by the same key, and never more', async () => {
  const { id: order_id, delivery } = await orderOf(desk, morning.waiting);
  await desk.as(async (call) => {
    await call('orders.set_delivery', { order_id, ...delivery, price: 3000 });
    const { due } = await call('orders.get', { id: order_id });
    await call('orders.add_payment', { order_id, kind: 'card', amount: due });
    await call('orders.set_delivery', { order_id, ...delivery });
  });
  await page.getByText('Повернути покупцеві').waitFor();
  await expectAccessible(page, 'order-overpaid');
  await orders.press('F9');
  const sum = page.getByLabel('Повернуто', { exact: true });
  await sum.and(page.locator(':focus')).waitFor();
  expect(await sum.inputValue()).toBe('30,00');
  await page.keyboard.type('31', { delay: 50 });
  await orders.press('Enter');
  await page.getByText('повернути можна щонайбільше 30,00').waitFor();
  await expectAccessible(page, 'order-give-back');
  await orders.press('Control+KeyA');
  await page.keyboard.type('30', { delay: 50 });
  await orders.press('Enter');
  await page.getByText(/: повернуто 30,00/).waitFor();
  const { payments, ...order } = await orderOf(desk, morning.waiting);
  expect(order).toMatchObject({ due: 0, payment_state: 'paid' });
  expect(payments.at(-1)).toMatchObject({ kind: 'card', amount: -3000 });
});

test('F10 takes the order one step, also by a slip of the finger, and the history says who did it', async () => {
  await orders.press('F10', 'F10');
  await orders.step.filter({ hasText: 'зібране' }).waitFor();
  const history = orders.part('Історія');
  await history.getByText('Змінено стан').first().waitFor();
  expect(await history.textContent()).toContain('підтверджене → зібране');
  expect(await history.textContent()).toContain(`${owner.name} · каса`);
});

test('the label printed twice is a copy the second time', async () => {
  await orders.press('Control+Shift+KeyP');
  await page.getByRole('button', { name: 'Копія наліпки' }).waitFor();
  await expect.poll(async () => (await orderOf(desk, morning.waiting)).prints[0]?.state).toBe('printed');
  await orders.press('Control+Shift+KeyP');
  await orders.part('Друк').getByText('копія 1').waitFor();
  const { prints } = await orderOf(desk, morning.waiting);
  expect(prints.map(({ copy }) => copy).toSorted()).toEqual([0, 1]);
});

test('the customer of an order is changed by a part of a name', async () => {
  await orders.press('F4');
  await page.getByRole('combobox', { name: 'Частина імені' }).waitFor();
  await page.keyboard.type('гнат');
  await page.getByRole('option', { name: petro.name }).waitFor();
  await orders.press('Enter');
  await page.getByRole('link', { name: petro.name }).waitFor();
  expect((await orderOf(desk, morning.waiting)).customer).toBe(petro.name);
});

test('a comment is written and kept', async () => {
  await orders.press('Control+KeyM');
  await page.getByRole('textbox', { name: 'Коментар' }).waitFor();
  await page.keyboard.type('Подзвонити після шостої');
  await orders.press('Enter');
  await page.getByRole('textbox', { name: 'Коментар' }).waitFor({ state: 'detached' });
  expect((await orderOf(desk, morning.waiting)).comment).toBe('Подзвонити після шостої');
});

test('a comment that was begun survives the lock', async () => {
  await orders.press('Control+KeyM');
  await page.getByRole('textbox', { name: 'Коментар' }).fill('Недописане');
  await orders.press('F12');
  await new LockPage(page).enter(owner.pin);
  await page.getByRole('textbox', { name: 'Коментар' }).waitFor();
  expect(await page.getByRole('textbox', { name: 'Коментар' }).inputValue()).toBe('Недописане');
  await orders.press('Control+KeyM');
  await page.getByRole('textbox', { name: 'Коментар' }).press('Escape');
});

test('an order is cancelled only with a reason, and the money goes back', async () => {
  await orders.press('Control+Delete');
  await page.getByLabel('Чому').waitFor();
  await orders.press('Enter');
  await page.getByText('Тут потрібна причина').waitFor();
  await expectAccessible(page, 'order-cancel');
  await page.getByLabel('Чому').fill('Передумала');
  await orders.press('Enter');
  await page.getByText(`${morning.waiting} скасовано`).waitFor();
  expect(await orderOf(desk, morning.waiting)).toMatchObject({
    status: 'cancelled',
    reason: 'Передумала',
    paid: 0,
  });
});

test('a copy is a new order of the same customer, linked to its original', async () => {
  await orders.openCard(morning.short);
  await orders.press('Control+KeyD');
  await page.getByRole('link', { name: `копія ${morning.short}` }).waitFor();
  await orders.step.filter({ hasText: 'нове' }).waitFor();
  await page.getByRole('link', { name: iryna.name }).waitFor();
});

test('a sale opens at the counter for a return', async () => {
  await orders.openCard(morning.returned);
  await orders.press('F8');
  await page.waitForFunction(() => location.hash.startsWith('#/counter/return/'));
});

test('many orders are stepped at once, and each says what became of it', async () => {
  await orders.open();
  await orders.view('Усі').click();
  await orders.search('');
  await orders.row(morning.sold).waitFor();
  await orders.press('Enter', 'Home', 'Control+KeyA');
  await page.getByText(/^Вибрано 5 замовлень$/).waitFor();
  await expectAccessible(page, 'orders-selected');
  await orders.press('F6');
  await page.getByRole('menuitem', { name: 'зібране' }).press('Enter');
  const result = page.getByRole('region', { name: 'Що вийшло' });
  await expect
    .poll(() => result.getByRole('status').textContent())
    .toBe('2 замовлення виконано. 3 лишилися, як були.');
  await expectAccessible(page, 'orders-bulk');
  expect((await orderOf(desk, morning.short)).status).toBe('packed');
  expect((await orderOf(desk, morning.sold)).status).toBe('completed');
});

test('completing what is not paid asks first, because it takes the rest in cash', async () => {
  await orders.openCard(morning.short);
  await orders.step.filter({ hasText: 'зібране' }).waitFor();
  const { id: order_id } = await orderOf(desk, morning.short);
  await desk.as(async (call) => {
    await call('orders.set_status', { order_id, status: 'shipped' });
    await call('orders.set_status', { order_id, status: 'delivered' });
  });
  await orders.step.filter({ hasText: 'доставлене' }).waitFor();
  await orders.press('F10');
  await page.getByText('не сплачено повністю').waitFor();
  expect((await orderOf(desk, morning.short)).status).toBe('delivered');
  await expectAccessible(page, 'order-complete');
  await orders.press('Enter');
  await orders.step.filter({ hasText: 'завершене' }).waitFor();
  expect(await orderOf(desk, morning.short)).toMatchObject({ status: 'completed', paid: 54000, due: 0 });
});

test('a set of filters is kept as a view of one’s own', async () => {
  await orders.open();
  await page.getByRole('button', { name: 'Мої', exact: true }).press('Enter');
  await orders.press('Control+KeyS');
  await page.getByRole('textbox', { name: 'Назва вигляду' }).fill('Мої за весь час');
  await orders.press('Enter');
  await orders.view('Мої за весь час').waitFor();
  await page.reload();
  await orders.view('Мої за весь час').waitFor();
  expect(await orders.view('Мої за весь час').first().getAttribute('aria-pressed')).toBe('true');
});

test('an order made elsewhere comes into the list by itself', async () => {
  await orders.view('У роботі').click();
  const found = await desk.as((call) => call('goods.search', { text: goods.spoon.sku }));
  const number = await desk.as(async (call) => {
    await call('counter.add', { offer_id: found[0]?.id ?? '' });
    const { basket } = await call('counter.get', {});
    await call('counter.park', {});
    return (await call('orders.get', { id: basket.id })).number;
  });
  await orders.row(number).waitFor();
});

test('no sum, number or button of a dear order is cut', async () => {
  const found = await desk.as((call) => call('goods.search', { text: goods.coffee.sku }));
  const number = await desk.as(async (call) => {
    const { basket } = await call('counter.add', { offer_id: found[0]?.id ?? '' });
    await call('counter.change_line', { line: basket.lines[0]?.id ?? '', price: 1_234_500 });
    await call('counter.park', {});
    const { delivery } = await call('orders.get', { id: basket.id });
    await call('orders.set_delivery', {
      order_id: basket.id,
      ...delivery,
      method: 'branch',
      recipient: iryna.name,
    });
    return (await call('orders.get', { id: basket.id })).number;
  });
  await orders.openCard(number);
  await orders.part('Коди посилки').waitFor();
  expect(await cutTexts()).toEqual([]);
});

/** What stands in a button, or at the right of its column, and does not fit there. */
function cutTexts(): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('main button span, main [role="gridcell"][data-end="true"]')]
      .filter(({ clientWidth, scrollWidth }) => clientWidth > 0 && scrollWidth > clientWidth)
      .map(({ textContent }) => textContent),
  );
}
