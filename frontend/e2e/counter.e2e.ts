import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { closeBrowser, expectAccessible, expectQuiet, openPage } from './browser';
import { Desk, owner } from './desk';
import { goods, hireClerk, newestOrder, stockShelves } from './factories';
import { CounterPage } from './pages/CounterPage';
import { LockPage } from './pages/LockPage';

// A clerk's day at the counter, by keyboard and scanner alone. What is seen is checked against what the desk keeps.

let desk: Desk;
let page: Page;
let counter: CounterPage;
let offers: Record<keyof typeof goods, string>;

beforeAll(async () => {
  desk = await Desk.withShop();
  offers = await stockShelves(desk, goods);
  await hireClerk(desk, 'Марко', '2222');
  page = await openPage(desk.address);
  counter = new CounterPage(page);
  await new LockPage(page).enter(owner.pin);
  await counter.field.waitFor();
});
afterAll(async () => {
  await closeBrowser();
  await desk.stop();
});

async function onHand(name: keyof typeof goods): Promise<number> {
  const found = await desk.as((call) => call('goods.search', { text: goods[name].sku }));
  return found.find(({ id }) => id === offers[name])?.on_hand ?? NaN;
}

async function text(of: { textContent: () => Promise<string | null> }): Promise<string> {
  return ((await of.textContent()) ?? '').replace(/\s/gu, ' ');
}

test('the counter waits for the first customer with the focus where a scan goes', async () => {
  await expectAccessible(page, 'counter-empty');
  await page.emulateMedia({ colorScheme: 'dark' });
  // In the dark too the border of the field that has the focus is brighter than those of the others.
  await expect
    .poll(() => counter.field.evaluate((field) => getComputedStyle(field).borderColor))
    .toBe('rgb(111, 201, 193)');
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await counter.field.evaluate((field) => field === document.activeElement)).toBe(true);
});

test('goods come by a part of a name, by a scan and by a typed SKU', async () => {
  await counter.type('чаш');
  await page.getByRole('option').first().waitFor();
  await expectAccessible(page, 'counter-found');
  await counter.press('Enter');
  await counter.line(goods.cup.name).waitFor();
  await counter.scan(goods.coffee.codes[0]);
  await counter.line(goods.coffee.name).waitFor();
  await counter.type('flt-v60');
  await counter.press('Enter');
  await counter.line(goods.filter.name).waitFor();
  await expect.poll(() => text(counter.due)).toContain('945,00');
  expect(await counter.lines.count()).toBe(3);
});

test('the line touched last is lit, and digits with a star set its quantity', async () => {
  await counter.type('2*');
  await counter.line('2 шт').filter({ hasText: goods.filter.name }).waitFor();
  await page.getByText('тільки 1 шт є').waitFor();
  await counter.press('ArrowUp');
  await counter.type('1,5*');
  await counter.line('1,5 кг').waitFor();
  await counter.press('ArrowUp', 'NumpadAdd');
  await counter.line('2 шт').filter({ hasText: goods.cup.name }).waitFor();
  await expect.poll(() => text(counter.due)).toContain('1 570,00');
  await expectAccessible(page, 'counter-lines');
});

test('Enter in the empty field repeats the line, and a minus takes one off', async () => {
  await counter.press('Enter');
  await counter.line('3 шт').filter({ hasText: goods.cup.name }).waitFor();
  await counter.press('NumpadSubtract');
  await counter.line('2 шт').filter({ hasText: goods.cup.name }).waitFor();
  await counter.press('F6');
  await page.getByLabel(`Кількість: ${goods.cup.name}`).waitFor();
  await counter.type('4');
  await counter.press('Escape');
  await page.getByLabel(`Кількість: ${goods.cup.name}`).waitFor({ state: 'detached' });
  await expect.poll(() => text(counter.due)).toContain('1 570,00');
});

test('a removed line comes back by undo', async () => {
  await counter.press('ArrowDown', 'ArrowDown', 'Delete');
  await counter.line(goods.filter.name).waitFor({ state: 'detached' });
  await counter.press('Control+KeyZ');
  await counter.line(goods.filter.name).waitFor();
});

test('a reload in the middle of a sale keeps it', async () => {
  await page.reload();
  await counter.line(goods.filter.name).waitFor();
  expect(await counter.lines.count()).toBe(3);
  await expect.poll(() => text(counter.due)).toContain('1 570,00');
});

test('a customer is made by phone without leaving the sale', async () => {
  await counter.press('F4');
  await counter.type('050 123 45 67');
  await page.getByRole('option', { name: 'Новий покупець' }).waitFor();
  await expectAccessible(page, 'counter-customer');
  await counter.press('Enter');
  await counter.panel('Новий покупець').waitFor();
  await counter.type('Ірина Коваль');
  await counter.press('Enter');
  await page.getByRole('region', { name: 'Покупець' }).getByText('Ірина Коваль').waitFor();
  const { customers } = await desk.as((call) => call('customers.list', { text: '0501234567' }));
  expect(customers.map(({ name, phone }) => [name, phone])).toEqual([['Ірина Коваль', '+380501234567']]);
});

test('a discount is given by percent on the sale and by sum on a line', async () => {
  await counter.press('F5');
  await counter.type('5');
  await expectAccessible(page, 'counter-discount');
  await counter.press('Enter');
  await expect.poll(() => text(counter.due)).toContain('1 491,50');
  await counter.press('ArrowDown', 'ArrowDown', 'F5', 'F5');
  await counter.panel('Знижка').getByText(goods.filter.name).waitFor();
  await counter.press('Tab');
  await counter.type('10');
  await counter.press('Enter');
  await page.getByText('знижка −10,00').waitFor();
  await expect.poll(() => text(counter.due)).toContain('1 482,00');
});

const refusal = () => page.getByText('До сплати бракує 82,00\u00a0₴');
async function payTooLittle(): Promise<void> {
  await counter.press('F9');
  await page.getByLabel('Дано готівкою').waitFor();
  await counter.type('1400');
  await counter.press('F10');
  await refusal().waitFor();
  await counter.press('Escape');
  await page.getByLabel('Дано готівкою').waitFor({ state: 'detached' });
}

test('less than is due is refused in words that go by Esc, and the sale stays', async () => {
  await payTooLittle();
  await counter.press('Escape');
  await refusal().waitFor({ state: 'detached' });
  expect(await counter.lines.count()).toBe(3);
});

test('card and cash together pay, the change is shown, the receipt waits for the printer', async () => {
  const before = await onHand('cup');
  await payTooLittle();
  await counter.press('F9');
  await page.getByLabel('Дано готівкою').waitFor();
  await expectAccessible(page, 'counter-pay');
  await counter.press('F9', 'F9');
  await page.getByLabel('Карткою').waitFor();
  await counter.type('1000');
  await counter.press('Tab');
  await counter.type('500');
  await expectAccessible(page, 'counter-pay-both');
  await counter.press('F10');
  await expect.poll(() => text(counter.change)).toContain('18,00');
  await counter.last.waitFor();
  // What was refused about it is over with it.
  await refusal().waitFor({ state: 'detached' });
  await expectAccessible(page, 'counter-done');

  const order = await newestOrder(desk);
  expect(order).toMatchObject({
    status: 'completed',
    payment_state: 'paid',
    total: 148200,
    customer: 'Ірина Коваль',
  });
  expect(order.payments.map(({ kind, amount, given }) => [kind, amount, given])).toEqual([
    ['card', 100000, 100000],
    ['cash', 48200, 50000],
  ]);
  expect(order.prints.map(({ document, copy }) => [document, copy])).toEqual([['receipt', 0]]);
  expect(await text(counter.last)).toContain(order.number);
  expect(await onHand('cup')).toBe(before - 2000);
  // The next customer is served: the sale is empty and the focus at home.
  expect(await counter.lines.count()).toBe(0);
  expect(await counter.field.evaluate((field) => field === document.activeElement)).toBe(true);
});

test('a sale just made is undone, and its goods lie on the counter again', async () => {
  const before = await onHand('cup');
  await counter.scan(goods.cup.codes[0]);
  await counter.line(goods.cup.name).waitFor();
  await counter.press('F10');
  await counter.last.waitFor();
  await expect.poll(() => counter.lines.count()).toBe(0);
  await counter.press('Control+KeyZ');
  await counter.line(goods.cup.name).waitFor();
  await page.getByText('скасовано').waitFor();
  expect(await newestOrder(desk)).toMatchObject({ status: 'cancelled', paid: 0 });
  expect(await onHand('cup')).toBe(before);
  await counter.press('Insert');
  await expect.poll(() => counter.lines.count()).toBe(0);
});

test('F10 pressed twice is one sale', async () => {
  const { total: before } = await desk.as((call) => call('orders.list', {}));
  await counter.scan(goods.cup.codes[0]);
  await counter.line(goods.cup.name).waitFor();
  await counter.press('F10', 'F10');
  await expect.poll(() => counter.lines.count()).toBe(0);
  const { total } = await desk.as((call) => call('orders.list', {}));
  expect(total).toBe(before + 1);
});

test('scans in one breath are all counted, each once', async () => {
  const codes = [goods.cup, goods.coffee, goods.filter].map((each) => each.codes[0]);
  for (const code of [...codes, ...codes, ...codes, ...codes]) {
    // eslint-disable-next-line no-await-in-loop -- one scanner
    await counter.scan(code);
  }
  for (const each of [goods.cup, goods.filter]) {
    // eslint-disable-next-line no-await-in-loop
    await counter.line('4 шт').filter({ hasText: each.name }).waitFor();
  }
  await counter.line('4 кг').filter({ hasText: goods.coffee.name }).waitFor();
  await counter.press('Insert');
  await expect.poll(() => counter.lines.count()).toBe(0);
});

test('an unknown code waits at the side and never stops the next scan', async () => {
  await counter.scan('4829999999994');
  await counter.scan(goods.cup.codes[0]);
  await counter.line(goods.cup.name).waitFor();
  const code = page.getByRole('alert').filter({ hasText: '4829999999994' });
  await code.waitFor();
  await expectAccessible(page, 'counter-unknown');
  await code.getByRole('button', { name: 'Прибрати код' }).press('Enter');
  await code.waitFor({ state: 'detached' });
});

test('a word that finds nothing says so and can be mended', async () => {
  await counter.type('чайник');
  await counter.press('Enter');
  await page.getByRole('alert').filter({ hasText: '«чайник» не знайдено' }).waitFor();
  expect(await counter.field.inputValue()).toBe('чайник');
  await counter.press('Escape');
  expect(await counter.field.inputValue()).toBe('');
});

test('a scan goes to the sale whatever has the focus, and leaves no letters there', async () => {
  await counter.press('F4');
  await counter.type('Ірина');
  const field = counter.panel('Хто купує').getByRole('combobox');
  await counter.scan(goods.coffee.codes[0]);
  await counter.line(goods.coffee.name).waitFor();
  expect(await field.inputValue()).toBe('Ірина');
  await counter.press('Escape');
  expect(await counter.field.evaluate((home) => home === document.activeElement)).toBe(true);
});

test('a sale parked here is taken back on another screen, and is gone from here', async () => {
  const other = new CounterPage(await openPage(desk.address, { beside: true }));
  await new LockPage(other.page).enter(owner.pin);
  await other.field.waitFor();
  await counter.press('F7');
  await counter.type('пані в синьому');
  await counter.press('Enter');
  await counter.parked.filter({ hasText: 'пані в синьому' }).waitFor();
  expect(await counter.lines.count()).toBe(0);
  // The other screen has heard of it by itself.
  await other.parked.filter({ hasText: 'пані в синьому' }).waitFor();
  await expectAccessible(other.page, 'counter-parked');
  await other.press('F7');
  await other.panel('Відкладені').waitFor();
  await other.press('Enter');
  await other.line(goods.coffee.name).waitFor();
  expect(await other.lines.count()).toBe(2);
  await other.press('F10');
  await other.last.waitFor();
  await counter.parked.first().waitFor({ state: 'detached' });
  expect(await newestOrder(desk)).toMatchObject({ status: 'completed', comment: 'пані в синьому' });
  await other.page.context().close();
});

test('half of a line comes back, and the money goes as it came', async () => {
  await counter.scan(goods.cup.codes[0]);
  await counter.line(goods.cup.name).waitFor();
  await counter.type('2*');
  await counter.line('2 шт').waitFor();
  await counter.press('F9', 'F9', 'F10');
  await expect.poll(() => counter.lines.count()).toBe(0);
  const sale = await newestOrder(desk);
  const before = await onHand('cup');
  await counter.press('F8');
  await counter.panel('Повернення товару').waitFor();
  await counter.type(sale.number);
  await page.getByRole('option', { name: sale.number }).waitFor();
  await counter.press('Enter');
  const panel = counter.panel(`Повернення за ${sale.number}`);
  await panel.getByLabel(`Повертають: ${goods.cup.name}`).waitFor();
  await counter.type('1');
  await counter.press('Tab');
  await panel.getByText('125,00').first().waitFor();
  await expectAccessible(page, 'counter-return');
  await panel.getByLabel('Причина').focus();
  await counter.type('скол на ручці');
  await counter.press('Enter');
  await page.getByText('Повернено покупцеві').first().waitFor();
  const back = await newestOrder(desk);
  expect(back).toMatchObject({ kind: 'return', origin: sale.number, reason: 'скол на ручці', total: -12500 });
  expect(back.payments.map(({ kind, amount }) => [kind, amount])).toEqual([['card', -12500]]);
  expect(back.prints).toHaveLength(1);
  expect(await onHand('cup')).toBe(before + 1000);
});

test('a clerk may not give half for nothing nor take goods back, and is told who may', async () => {
  await counter.press('F12');
  await page.getByRole('radio', { name: 'Марко' }).press('Enter');
  await new LockPage(page).enter('2222');
  await counter.field.waitFor();
  await counter.scan(goods.cup.codes[0]);
  await counter.line(goods.cup.name).waitFor();
  await counter.press('F5');
  await counter.type('50');
  await counter.press('Enter');
  await counter.panel('Знижка').getByRole('alert').filter({ hasText: 'понад 10 % дає керівник' }).waitFor();
  await expectAccessible(page, 'counter-refused');
  await counter.press('Escape');
  await expect.poll(() => text(counter.due)).toContain('125,00');
  await counter.press('F8');
  await page.getByText(`Повернення приймає керівник: ${owner.name}`).waitFor();
});

test('a locked till does nothing until a PIN is entered, and keeps the sale', async () => {
  await counter.press('F12');
  const lock = new LockPage(page);
  await lock.pin.waitFor();
  await counter.press('F10');
  expect(await counter.lines.count()).toBe(0);
  await lock.enter('2222');
  await counter.line(goods.cup.name).waitFor();
  expectQuiet();
});
