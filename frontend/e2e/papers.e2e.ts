import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './browser';
import { Desk } from './desk';
import { goods } from './factories';
import { openMorning, type Morning } from './morning';
import { FramePage } from './pages/FramePage';
import { ListPage, OrdersPage } from './pages/ListsPage';
import { StockPage } from './pages/StockPage';
import { LabelPrinter } from './printer';
import { closeTill, openTill } from './till';

// Papers of many orders and goods, by keyboard, on a printer that keeps them as files.

let desk: Desk;
let page: Page;
let frame: FramePage;
let orders: OrdersPage;
let stuff: ListPage;
let morning: Morning;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prylavok-papers-'));
  desk = await Desk.withShop();
  morning = await openMorning(desk);
  await desk.as(async (call) => {
    const { desk: till } = await call('desk.state', {});
    for (const document of ['register', 'picklist', 'pricetag', 'shelf', 'countsheet', 'invoice']) {
      // eslint-disable-next-line no-await-in-loop -- one setting after the other
      await call('settings.set', {
        key: `desk.${till?.id ?? ''}.printer.${document}`,
        value: `folder:${folder}`,
      });
    }
  });
  page = await openTill(desk);
  frame = new FramePage(page);
  orders = new OrdersPage(page);
  stuff = new ListPage(page, 'Товари', 'Alt+Digit4');
});
afterAll(async () => {
  await closeTill(desk);
  await rm(folder, { recursive: true, force: true });
});

const panel = (name: RegExp) => page.getByRole('region', { name });

/** The files of a document that were printed, each a PDF. */
async function printed(document: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(document));
  const heads = await Promise.all(
    names.map(async (name) => (await readFile(join(folder, name))).subarray(0, 5)),
  );
  expect(heads.map(String)).toEqual(names.map(() => '%PDF-'));
  return names;
}

test('a register and a pick list of the selected orders', async () => {
  await orders.open();
  await orders.row(morning.waiting).waitFor();
  await orders.press('F3', 'Enter', 'Home', 'Space', 'ArrowDown', 'Space', 'Alt+KeyP');
  await panel(/^Папери для 2 замовлень/).waitFor();
  await expectAccessible(page, 'papers-orders');
  await orders.press('Control+KeyP');
  await panel(/^Папери для/).waitFor({ state: 'detached' });
  await expect.poll(async () => (await printed('register')).length).toBe(1);
  await orders.press('Alt+KeyP');
  await panel(/^Папери для/)
    .getByRole('radio', { name: 'Лист збирання' })
    .check();
  const saved = page.waitForEvent('download');
  await orders.press('Control+KeyS');
  expect((await saved).suggestedFilename()).toMatch(/^picklist-.*-2\.pdf$/);
  await panel(/^Папери для/).waitFor({ state: 'detached' });
  await orders.press('Escape');
});

test('any paper of one order, and the next one is a copy', async () => {
  await orders.openFirst(morning.waiting);
  await orders.card(morning.waiting).waitFor();
  await orders.press('Alt+KeyP');
  const papers = panel(/^Папери /);
  await papers.waitFor();
  const names = await papers
    .getByRole('radio')
    .evaluateAll((all) => all.map((each) => (each as HTMLInputElement).value));
  expect(names).toEqual(['receipt', 'label', 'packing', 'waybill', 'invoice', 'expense']);
  await papers.getByRole('radio', { name: 'Рахунок-фактура' }).check();
  await expectAccessible(page, 'papers-order');
  await orders.press('Control+KeyP');
  await papers.waitFor({ state: 'detached' });
  await expect
    .poll(
      async () =>
        (await printed(`${morning.waiting}_invoice`)).length +
        (await printed(`${morning.waiting} invoice`)).length,
    )
    .toBe(1);
  await orders.press('Alt+KeyP');
  await papers.getByRole('radio', { name: 'Рахунок-фактура' }).check();
  await papers.getByText('Цей папір уже друкували').waitFor();
  const saved = page.waitForEvent('download');
  await orders.press('Control+KeyS');
  expect((await saved).suggestedFilename()).toBe(`invoice-${morning.waiting}.pdf`);
});

test('price tags on a sheet that was begun, and labels of any places', async () => {
  await stuff.open();
  await stuff.row(goods.cup.name).waitFor();
  await stuff.press('F3', 'Enter', 'Home', 'Space', 'ArrowDown', 'Space');
  await page.getByText('Вибрано 2 позиції').waitFor();
  await stuff.press('Control+KeyP');
  const papers = panel(/^Папери для 2 товарів/);
  await papers.getByLabel('Розмір').selectOption({ label: 'Аркуш A4, 65 наліпок' });
  await papers.getByLabel('З якого місця на аркуші').fill('66');
  await stuff.press('Control+KeyP');
  await papers.getByText('Виберіть місце від 1 до 65').waitFor();
  await papers.getByLabel('З якого місця на аркуші').fill('12');
  await papers.getByLabel('Наліпок кожного').fill('3');
  await expectAccessible(page, 'papers-tags');
  await stuff.press('Control+KeyP');
  await papers.waitFor({ state: 'detached' });
  await expect.poll(async () => (await printed('pricetag')).length).toBe(1);

  await stuff.press('Control+KeyP');
  await papers.getByRole('radio', { name: 'Наліпка полиці' }).check();
  expect(await papers.getByLabel('Що на наліпках').inputValue()).toContain(' = ');
  await papers.getByLabel('Що на наліпках').fill('A-01 = Стелаж біля вікна\nA-02');
  await expectAccessible(page, 'papers-shelf');
  await stuff.press('Control+KeyP');
  await papers.waitFor({ state: 'detached' });
  await expect.poll(async () => (await printed('shelf')).length).toBe(1);
  await stuff.press('Escape');
});

test('the tags of one product are printed from its card', async () => {
  await stuff.openFirst(goods.cup.name);
  await page.getByRole('article', { name: goods.cup.name }).waitFor();
  await stuff.press('Control+KeyP');
  const papers = panel(/^Папери для 1 товару/);
  await papers.getByRole('radio', { name: 'Цінник' }).check();
  await papers.getByLabel('Розмір').selectOption({ label: '40 × 30 мм' });
  await expectAccessible(page, 'papers-product');
  await stuff.press('Control+KeyP');
  await papers.waitFor({ state: 'detached' });
  await expect.poll(async () => (await printed('pricetag')).length).toBe(2);
});

test('the print queue knows papers of many orders and goods, and a run of tags goes on after paper out', async () => {
  const printer = await LabelPrinter.plug();
  printer.paper = 12;
  await desk.as(async (call) => {
    const { desk: till } = await call('desk.state', {});
    await call('settings.set', {
      key: `desk.${till?.id ?? ''}.printer.pricetag`,
      value: JSON.stringify({ address: printer.address, language: 'zpl' }),
    });
  });
  await stuff.press('Control+KeyP');
  const papers = panel(/^Папери для 1 товару/);
  await papers.getByRole('radio', { name: 'Цінник' }).check();
  await papers.getByLabel('Розмір').selectOption({ label: '40 × 30 мм' });
  await papers.getByLabel('Наліпок кожного').fill('30');
  await stuff.press('Control+KeyP');
  await page.getByText('Надіслано на друк: Цінник × 30').waitFor();

  await frame.press('Alt+Digit6');
  const queue = page.getByRole('grid', { name: 'Черга друку' });
  const tags = queue.getByRole('row').filter({ hasText: 'Цінник × 30' });
  await tags.getByText('12 з 30 · зупинено').waitFor();
  await tags.getByText(new RegExp(`№ 13 \\(${goods.cup.name}\\).*закінчився папір`)).waitFor();
  const register = queue.getByRole('row').filter({ hasText: 'Реєстр відправлень' });
  await register.getByText('2 замовлення').waitFor();
  await register.getByText('надруковано', { exact: true }).waitFor();
  await expectAccessible(page, 'papers-queue');
  await queue.focus();
  await frame.press('Home', 'F10');
  const from = panel(/^З якого паперу друкувати/);
  await from.getByText('і те, що вже виходило').waitFor();
  await from
    .getByLabel('Перший, який друкувати')
    .locator('option', { hasText: `№ 13 — ${goods.cup.name}` })
    .waitFor({ state: 'attached' });
  await frame.press('Escape');
  printer.paper = Infinity;
  await queue.focus();
  await frame.press('F9');
  await tags.getByText('надруковано', { exact: true }).waitFor();
  expect(printer.labels.length).toBe(30);
  await printer.unplug();
});

test('a count sheet of all goods, and of what was counted', async () => {
  const stock = new StockPage(page);
  await stock.open('Переоблік');
  await stock.press('Control+KeyP');
  const papers = panel(/^Інвентаризаційний лист/);
  await papers.waitFor();
  expect(await papers.getByLabel('Які товари').inputValue()).toBe('all');
  await stock.press('Control+KeyP');
  await papers.waitFor({ state: 'detached' });
  await expect.poll(async () => (await printed('countsheet')).length).toBe(1);
  await stock.scan(goods.cup.codes[0]);
  await stock.line(goods.cup.name).waitFor();
  await stock.press('Control+KeyP');
  expect(await papers.getByLabel('Які товари').inputValue()).toBe('scanned');
  await papers.getByLabel(/^Наосліп/).uncheck();
  await expectAccessible(page, 'papers-count');
  await stock.press('Control+KeyP');
  await papers.waitFor({ state: 'detached' });
  await expect.poll(async () => (await printed('countsheet')).length).toBe(2);
});

test('the firm behind the shop: a wrong IBAN is refused, an odd tax number is only told', async () => {
  await frame.openSettings('Магазин');
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  await field('Повна назва (ТОВ, ФОП)').fill('ТОВ «Кавова лавка»');
  await field('ЄДРПОУ або РНОКПП').fill('1234567');
  await field('IBAN').fill('UA213223130000026007233566002');
  await field('Банк').focus();
  await page.getByText('У цьому IBAN помилка').waitFor();
  await page.getByText('У фірми це 8 цифр').waitFor();
  expect(await field('IBAN').inputValue()).toBe('UA213223130000026007233566002');
  await expectAccessible(page, 'papers-requisites');
  await field('IBAN').fill('UA21 3223 1300 0002 6007 2335 6600 1');
  await field('ЄДРПОУ або РНОКПП').fill('12345678');
  await field('Банк').focus();
  await page.getByText('У цьому IBAN помилка').waitFor({ state: 'detached' });
  await page.getByText('У фірми це 8 цифр').waitFor({ state: 'detached' });
  const { settings } = await desk.as((call) => call('desk.state', {}));
  expect(settings).toMatchObject({
    'shop.legal_name': 'ТОВ «Кавова лавка»',
    'shop.tax_id': '12345678',
    'shop.iban': 'UA21 3223 1300 0002 6007 2335 6600 1',
  });
});
