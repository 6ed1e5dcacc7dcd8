import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './browser';
import { Desk } from './desk';
import { goods, stockShelves, type Goods } from './factories';
import { StockPage } from './pages/StockPage';
import { closeTill, openTill } from './till';

// Goods come in and are counted by scanning alone. What is seen is checked against what the desk keeps.

/** A shelf of cups, each with a code of its own. */
const shelf = Object.fromEntries(
  Array.from({ length: 20 }, (_, at): [string, Goods] => [
    `cup${at}`,
    { name: `Горнятко ${at + 1}`, sku: `MUG-${at + 1}`, price: 9900, stock: 3, codes: [gtin(at)] },
  ]),
);

let desk: Desk;
let page: Page;
let stock: StockPage;

beforeAll(async () => {
  desk = await Desk.withShop();
  await stockShelves(desk, { ...goods, ...shelf });
  page = await openTill(desk);
  stock = new StockPage(page);
});
afterAll(async () => {
  await closeTill(desk);
});

/** An EAN-13 of the shop's own. */
function gtin(at: number): string {
  const digits = `4820999${String(at).padStart(5, '0')}`;
  const sum = Array.from(digits, Number).reduce((all, digit, place) => all + digit * (place % 2 ? 3 : 1), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

async function onHand(sku: string): Promise<number> {
  const { offers } = await desk.as((call) => call('goods.list', { text: sku, limit: 500 }));
  return (offers.find((offer) => offer.sku === sku)?.on_hand ?? Number.NaN) / 1000;
}

test('an empty list says what to do', async () => {
  await stock.open('Надходження');
  await page.getByText('Що надійшло').waitFor();
  await expectAccessible(page, 'stock-empty');
});

test('a hundred pieces come in by scanning alone, one code unknown, and are posted by one key', async () => {
  for (let at = 0; at < 100; at += 1) {
    // eslint-disable-next-line no-await-in-loop -- a scanner reads one code after the other
    await stock.scan(gtin(at % 20));
    // eslint-disable-next-line no-await-in-loop
    if (at === 50) await stock.scan('4820099887766');
    // No hand scans more than a few codes before the first is on the list.
    // eslint-disable-next-line no-await-in-loop
    if (at % 10 === 9) await page.getByText(new RegExp(`· ${at + 1}\\sшт$`)).waitFor();
  }
  await page.getByText('20 рядків · 100 шт').waitFor();
  expect(await page.getByRole('combobox').inputValue()).toBe('');
  await stock.line('Горнятко 20').getByText('було 3 шт, стане 8 шт').waitFor();
  await stock.press('F10');
  await stock.panel.waitFor();
  await expectAccessible(page, 'stock-post');
  await page.keyboard.type('накладна 7');
  // Pressed twice, it is posted once.
  await stock.press('F10', 'F10');
  await page.getByText('Що надійшло').waitFor();
  expect([await onHand('MUG-1'), await onHand('MUG-20')]).toEqual([8, 8]);
  const unknown = await desk.as((call) => call('codes.unknown', {}));
  expect(unknown.map(({ code }) => code)).toEqual(['4820099887766']);
});

test('a code that nobody knows is said in words, and the next scan goes on', async () => {
  await stock.scan('4820099887766');
  await page.getByText('Коду 4820099887766 ніхто не знає').waitFor();
  await stock.scan('4820024700016');
  await stock.line('Чашка синя').waitFor();
  await page.getByText('Коду 4820099887766 ніхто не знає').waitFor({ state: 'detached' });
});

test('quantities are changed by keys, undone, and kept when the page is opened again', async () => {
  await stock.press('+');
  await stock.line('Чашка синя').getByText('2 шт', { exact: true }).waitFor();
  await page.keyboard.type('12*', { delay: 50 });
  await stock.line('Чашка синя').getByText('12 шт', { exact: true }).waitFor();
  await stock.press('-');
  await stock.line('Чашка синя').getByText('11 шт', { exact: true }).waitFor();
  await stock.press('F6');
  await page.getByRole('textbox', { name: 'Кількість: Чашка синя' }).waitFor();
  await page.keyboard.type('7', { delay: 50 });
  await stock.press('Enter');
  await stock.line('Чашка синя').getByText('7 шт', { exact: true }).waitFor();
  await stock.press('Control+KeyZ');
  await stock.line('Чашка синя').getByText('11 шт', { exact: true }).waitFor();
  await page.keyboard.type('лож', { delay: 50 });
  await page.getByRole('option').filter({ hasText: 'Ложка' }).waitFor();
  await stock.press('Enter');
  await stock.line('Ложка мірна').waitFor();
  await stock.press('Delete');
  await stock.line('Ложка мірна').waitFor({ state: 'detached' });
  await page.reload();
  await stock.line('Чашка синя').getByText('11 шт', { exact: true }).waitFor();
  await stock.press('Insert');
  await page.getByText('Що надійшло').waitFor();
});

test('a count shows how the shelf differs from the books, and sales meanwhile stay right', async () => {
  await stock.open('Переоблік');
  await page.getByText('Що лежить на полиці').waitFor();
  for (const code of ['4820024700016', '4820024700016', '4820005192402', gtin(0)]) {
    // eslint-disable-next-line no-await-in-loop -- one scan after the other
    await stock.scan(code);
  }
  await stock.line('Чашка синя').getByText('за обліком 10 шт').waitFor();
  await stock.line('Чашка синя').getByText('бракує 8 шт').waitFor();
  await stock.line('Фільтр V60').getByText('збігається').waitFor();
  await page.getByText('3 рядки · 4 шт · 2 розбіжності').waitFor();
  await expectAccessible(page, 'stock-count');
  await desk.as(async (call) => {
    const { counter } = await call('counter.scan', { code: '4820024700016' });
    await call('counter.finish', { basket: counter.basket.id, payments: [], print: false });
  });
  await stock.press('F10');
  await stock.panel.getByText('бракує 8 шт').waitFor();
  await expectAccessible(page, 'stock-count-post');
  // Beside the panel a line is narrow: what removes it stays at its end.
  const end_px = await stock
    .line('Чашка синя')
    .evaluate(
      (line) =>
        line.getBoundingClientRect().right -
        (line.querySelector('[role="gridcell"]:last-child button')?.getBoundingClientRect().right ?? 0),
    );
  expect(end_px).toBeLessThan(24);
  await stock.press('Enter');
  await page.getByText('Що лежить на полиці').waitFor();
  expect([
    await onHand('CUP-350'),
    await onHand('FLT-V60'),
    await onHand('MUG-1'),
    await onHand('MUG-2'),
  ]).toEqual([1, 1, 1, 8]);
});
