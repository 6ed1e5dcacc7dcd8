import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './browser';
import { Desk } from './desk';
import { goods, hireClerk, stockShelves } from './factories';
import { GoodsPage } from './pages/ListsPage';
import { LockPage } from './pages/LockPage';
import { closeTill, openTill } from './till';

// A manager brings a new product to the shelves.

let desk: Desk;
let page: Page;
let list: GoodsPage;

beforeAll(async () => {
  desk = await Desk.withShop();
  page = await openTill(desk);
  list = new GoodsPage(page);
  await list.open();
});
afterAll(async () => {
  await closeTill(desk);
});

test('an empty list says what will be here and how it begins', async () => {
  await page.getByText('Тут будуть товари').waitFor();
  await expectAccessible(page, 'goods-empty');
  await stockShelves(desk, goods);
  await list.row(goods.cup.name).waitFor();
  await expectAccessible(page, 'goods');
});

test('a product with six variants is made in one step', async () => {
  await list.press('Insert');
  await list.field('Назва товару').waitFor();
  await page.keyboard.type('Футболка базова');
  await list.field('Артикул, варіант 1').fill('TEE');
  await list.field('Ціна, варіант 1').fill('499');
  await list.press('F7');
  await page.getByLabel('Значення').first().fill('біла, чорна');
  await page.getByLabel('Значення').nth(1).fill('S, M, L');
  await page.getByText('Усього 6 поєднань').waitFor();
  await expectAccessible(page, 'goods-variants');
  await list.press('Enter');
  await list.variants.nth(5).waitFor();
  await expectAccessible(page, 'goods-card');
  await list.press('Control+KeyS');
  await page.getByText('«Футболка базова» збережено').waitFor();
  const found = await desk.as((call) => call('goods.list', { text: 'футболка' }));
  const made = found.offers.toSorted((one, other) => one.sku.localeCompare(other.sku));
  expect(made.map(({ variant, sku, price }) => [variant, sku, price])).toEqual([
    ['біла, S', 'TEE', 49900],
    ['біла, M', 'TEE-2', 49900],
    ['біла, L', 'TEE-3', 49900],
    ['чорна, S', 'TEE-4', 49900],
    ['чорна, M', 'TEE-5', 49900],
    ['чорна, L', 'TEE-6', 49900],
  ]);
});

test('a price that is still being typed is saved by Ctrl+S too', async () => {
  await list.field('Ціна, біла, M').fill('519,90');
  await list.press('Control+KeyS');
  await expect
    .poll(async () => (await desk.as((call) => call('goods.search', { text: 'TEE-2' })))[0]?.price)
    .toBe(51990);
});

test('up and down go through the same field of the variants', async () => {
  await list.field('Ціна, біла, S').focus();
  await list.press('ArrowDown', 'ArrowDown');
  expect(await list.field('Ціна, біла, L').evaluate((field) => field === document.activeElement)).toBe(true);
});

test('a SKU that belongs to other goods is refused at its field, and nothing typed is lost', async () => {
  await list.field('Артикул, біла, L').fill(goods.cup.sku);
  await list.press('Control+KeyS');
  await page.getByText('Цей артикул зайнято').waitFor();
  expect(await page.getByRole('alert').first().textContent()).toContain(goods.cup.name);
  await list.press('F2');
  await list.open();
  await list.openFirst('Футболка');
  await page.getByText('не збережено', { exact: true }).waitFor();
  expect(await list.field('Артикул, біла, L').inputValue()).toBe(goods.cup.sku);
  await page.getByRole('button', { name: 'Не зберігати' }).click();
  expect(await list.field('Артикул, біла, L').inputValue()).toBe('TEE-3');
});

test('a second barcode stands for a box of twelve', async () => {
  await list.field('Артикул, біла, S').focus();
  await page.getByRole('button', { name: 'Додати штрихкод' }).click();
  await list.field('Штрихкод 1').fill('4820000000024');
  await page.getByRole('button', { name: 'Додати штрихкод' }).click();
  await list.field('Штрихкод 2').fill('14820000000021');
  await list.field('Скільки за один скан, код 2, шт').fill('12');
  await list.press('Control+KeyS');
  await page.getByText('не збережено', { exact: true }).waitFor({ state: 'detached' });
  const { id } = (await desk.as((call) => call('goods.search', { text: 'TEE' })))[0] ?? { id: '' };
  const scanned = await desk.as((call) => call('counter.scan', { code: '14820000000021' }));
  expect(scanned.counter.basket.lines).toMatchObject([{ offer_id: id, quantity: 12000 }]);
  await desk.as((call) => call('counter.clear', {}));
});

test('what was counted becomes the stock', async () => {
  await list.open();
  await list.search('TEE-3');
  await list.row('біла, S').waitFor({ state: 'detached' });
  await list.press('F6');
  await page.getByLabel('Скільки пораховано').waitFor();
  await expectAccessible(page, 'goods-stock');
  await page.keyboard.type('7');
  await list.press('Enter');
  await page.getByText('Залишок записано').waitFor();
  await list.row('7 шт').waitFor();
});

test('goods are found on the wrong layout and filtered by what is out of stock', async () => {
  // «чашка», typed with the Latin layout on.
  await list.search('xfirf');
  await list.row(goods.cup.name).waitFor();
  await list.press('Escape');
  await page.getByRole('button', { name: 'Залишок', exact: true }).press('Enter');
  await page.getByRole('listbox', { name: 'Залишок' }).waitFor();
  await list.press('ArrowDown', 'Enter');
  await list.row(goods.cup.name).waitFor({ state: 'detached' });
  await list.row(goods.spoon.name).waitFor();
  await list.press('Shift+F3');
});

test('a clerk sees prices and stock, but no purchase prices, no sums of all, and changes nothing', async () => {
  await page.getByRole('columnheader', { name: 'Закупівля' }).waitFor();
  await hireClerk(desk, 'Марко', '2222');
  await list.press('F12');
  await page.getByRole('radio', { name: 'Марко' }).click();
  await new LockPage(page).enter('2222');
  await list.open();
  await list.row(goods.cup.name).waitFor();
  expect(await page.getByRole('columnheader', { name: 'Закупівля' }).count()).toBe(0);
  await list.openFirst(goods.cup.name);
  await list.field('Назва товару').waitFor();
  expect(await list.field('Назва товару').isDisabled()).toBe(true);
  expect(await page.getByRole('button', { name: 'Зберегти' }).count()).toBe(0);
  await expectAccessible(page, 'goods-clerk');
});
