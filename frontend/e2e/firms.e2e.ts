import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './browser';
import { Desk } from './desk';
import { iryna, openMorning, petro, type Morning } from './morning';
import { CustomersPage, OrdersPage } from './pages/ListsPage';
import { closeTill, openTill } from './till';

// A customer turns out to buy for a firm, which wants an invoice.

let desk: Desk;
let page: Page;
let list: CustomersPage;
let morning: Morning;

beforeAll(async () => {
  desk = await Desk.withShop();
  morning = await openMorning(desk);
  page = await openTill(desk);
  list = new CustomersPage(page);
});
afterAll(async () => {
  await closeTill(desk);
});

test('a firm is entered on the card; a wrong account is refused beside it, an odd tax number told', async () => {
  await list.open();
  await list.openFirst(iryna.name);
  await page.getByRole('article', { name: iryna.name }).waitFor();
  await list.press('F6');
  await page.locator(':focus').and(list.field('Повна назва фірми')).waitFor();
  await page.keyboard.type('ТОВ «Їжачок і сини»', { delay: 50 });
  await list.field('ЄДРПОУ або РНОКПП').fill('32855968');
  await list.field('IBAN').fill('UA22 3052 9900 0002 6001 2345 6789 1');
  await page.getByText('Контрольна цифра не збігається').waitFor();
  await list.field('Банк').fill('АТ «Банк»');
  await list.field('Юридична адреса').fill('м. Київ, вул. Хрещатик, 1');
  await list.press('Control+KeyS');
  await page.getByText('У цьому IBAN помилка').waitFor();
  expect(await list.field('IBAN').getAttribute('aria-invalid')).toBe('true');
  await expectAccessible(page, 'customer-firm');
  await list.field('IBAN').fill('UA223052990000026001234567890');
  await list.field('ЄДРПОУ або РНОКПП').fill('32855961');
  await list.press('Control+KeyS');
  await page.getByText('не збережено', { exact: true }).waitFor({ state: 'detached' });
  await page.getByText('Контрольна цифра не збігається').waitFor({ state: 'detached' });
});

test('a firm is found by its tax number', async () => {
  await list.open();
  await list.search('32855961');
  await list.row(petro.name).waitFor({ state: 'detached' });
  await list.row('ТОВ «Їжачок і сини»').waitFor();
});

test('the invoice of the order names the firm', async () => {
  const orders = new OrdersPage(page);
  await orders.open();
  await orders.openFirst(morning.waiting);
  await orders.card(morning.waiting).waitFor();
  await orders.press('Alt+KeyP');
  await page.getByRole('radio', { name: 'Рахунок-фактура' }).check();
  const saved = page.waitForEvent('download');
  await orders.press('Control+KeyS');
  const text = execFileSync('pdftotext', ['-layout', await (await saved).path(), '-'], { encoding: 'utf8' });
  for (const said of [
    'ТОВ «Їжачок і сини»',
    '32855961',
    'UA223052990000026001234567890',
    'АТ «Банк»',
    'Хрещатик',
  ])
    expect(text).toContain(said);
});
