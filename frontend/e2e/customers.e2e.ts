import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './browser';
import { Desk } from './desk';
import { iryna, openMorning, petro } from './morning';
import { CustomersPage } from './pages/ListsPage';
import { closeTill, openTill } from './till';

// A manager keeps the customers' cards in order.

let desk: Desk;
let page: Page;
let list: CustomersPage;

beforeAll(async () => {
  desk = await Desk.withShop();
  page = await openTill(desk);
  list = new CustomersPage(page);
  await list.open();
});
afterAll(async () => {
  await closeTill(desk);
});

const cardOf = (text: string) =>
  desk.as(async (call) => {
    const { customers } = await call('customers.list', { text });
    return call('customers.get', { id: customers[0]?.id ?? '' });
  });

test('an empty list says what will be here and how it begins', async () => {
  await page.getByText('Тут будуть покупці').waitFor();
  await expectAccessible(page, 'customers-empty');
  await openMorning(desk);
  await list.row(iryna.name).waitFor();
  expect(await list.grid.evaluate((grid) => grid.scrollWidth - grid.clientWidth)).toBe(0);
  await expectAccessible(page, 'customers');
});

test('a new customer is made with two phones, each typed in its own way', async () => {
  await list.press('Insert');
  await list.field('Ім’я та прізвище').waitFor();
  await page.keyboard.type('Олексій Бондар');
  await list.field('Телефон').fill('80931112233');
  await page.getByRole('button', { name: 'Ще телефон' }).press('Enter');
  await page.keyboard.type('+38 (044) 234-56-78', { delay: 50 });
  await list.field('День народження').fill('7.3.1990');
  await list.field('Знижка, %').fill('5,5');
  await list.press('Control+KeyS');
  await page.getByRole('status').getByText('Картку збережено').waitFor();
  expect(await cardOf('Бондар')).toMatchObject({
    phones: ['+380931112233', '+380442345678'],
    birthday: '1990-03-07',
    discount_bp: 550,
  });
  await list.field('Телефон 2').waitFor();
  await list.press('Tab');
  await list.field('Ім’я та прізвище').and(page.locator(':focus')).waitFor();
  await expect.poll(() => list.field('Телефон').inputValue()).toMatch(/^093.111.22.33$/);
});

test('a phone that belongs to somebody else is refused in words, beside that phone', async () => {
  await list.field('Телефон 2').fill('+380 67 765 4321');
  await list.press('Control+KeyS');
  await page.getByText(petro.name).waitFor();
  expect(await list.field('Телефон 2').getAttribute('aria-invalid')).toBe('true');
  await expectAccessible(page, 'customer-taken');
  await list.field('Телефон 2').fill('044 234 56 78');
  await list.press('Control+KeyS');
  await page.getByText('не збережено', { exact: true }).waitFor({ state: 'detached' });
});

test('a customer is found by a part of the phone, with what they bought', async () => {
  await list.open();
  await list.search('123 45');
  await list.row(petro.name).waitFor({ state: 'detached' });
  await list.row(iryna.name).waitFor();
  await list.press('Enter');
  await list.grid.and(page.locator(':focus')).waitFor();
  await list.press('Enter');
  await page.getByRole('article', { name: iryna.name }).waitFor();
  expect(await page.getByRole('region', { name: 'Останні замовлення' }).getByRole('listitem').count()).toBe(
    2,
  );
  await expectAccessible(page, 'customer');
  await list.press('Tab');
  await list.field('Ім’я та прізвище').and(page.locator(':focus')).waitFor();
});

test('what was typed is there again after another screen', async () => {
  await list.field('Місто').fill('Одеса');
  await list.press('Alt+Digit4');
  await list.open();
  await list.press('Escape');
  await list.openFirst(iryna.name);
  await page.getByText('не збережено', { exact: true }).waitFor();
  await list.press('Control+KeyS');
  await page.getByText('не збережено', { exact: true }).waitFor({ state: 'detached' });
  await page.getByText('Київ → Одеса').waitFor();
});

test('a deleted card comes back by one press', async () => {
  await list.field('Ім’я та прізвище').press('Tab');
  await page.getByRole('button', { name: 'Вилучити' }).press('Enter');
  await page.getByText('Замовлення лишилися').waitFor();
  await page.getByText('Такого покупця немає').waitFor();
  await page.getByRole('button', { name: /Повернути/ }).press('Enter');
  await page.getByRole('article', { name: iryna.name }).waitFor();
});
