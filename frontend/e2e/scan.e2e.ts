import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { closeBrowser, expectAccessible, expectQuiet, openPage } from './browser';
import { Desk, owner } from './desk';
import { goods, hireClerk, newestOrder, stockShelves } from './factories';
import { Keyboard, type Layout } from './keyboard';
import { CounterPage } from './pages/CounterPage';
import { LockPage } from './pages/LockPage';

// A scanner types into a browser by physical keys, whatever layout the system has and whatever has the focus.

const cup = goods.cup.codes[0];
const unknown = '4829999999994';
/** A code of letters: a Cyrillic layout would make a mess of it. */
const letters = 'FLT-V60';

let desk: Desk;
let page: Page;
let counter: CounterPage;
let keyboard: Keyboard;
let offers: Record<keyof typeof goods, string>;

beforeAll(async () => {
  desk = await Desk.withShop();
  offers = await stockShelves(desk, goods);
  await hireClerk(desk, 'Марко', '2222');
  page = await openPage(desk.address);
  counter = new CounterPage(page);
  keyboard = await Keyboard.of(page);
  await new LockPage(page).enter(owner.pin);
  await counter.field.waitFor();
});
afterAll(async () => {
  await closeBrowser();
  await desk.stop();
});

async function empty() {
  await page.goto(new URL('#/counter', page.url()).toString());
  await counter.field.waitFor(); // until then Escape is for the screen before
  await counter.press('Escape', 'Escape');
  await counter.field.focus();
  await counter.press('Insert');
  await expect.poll(() => counter.lines.count()).toBe(0);
}

/** The sale has this many pieces of goods, and nothing else. */
async function expectSold(...lines: [name: string, quantity: string][]) {
  for (const [name, quantity] of lines) {
    // eslint-disable-next-line no-await-in-loop -- read one after the other
    await counter.line(quantity).filter({ hasText: name }).waitFor();
  }
  expect(await counter.lines.count()).toBe(lines.length);
}

type Place = { open: () => Promise<void>; value: () => Promise<string>; was: string };

/** Where the focus may be while somebody scans, and what must stay there. */
const places: Record<string, Place> = {
  'the search field': {
    open: () => counter.field.focus(),
    value: () => counter.field.inputValue(),
    was: '',
  },
  'the search field with a word in it': {
    open: () => counter.field.fill('філ'),
    value: () => page.locator('input').first().inputValue(),
    was: '',
  },
  'the note of a sale that is put aside': {
    open: async () => {
      await counter.press('F7');
      await page.getByLabel('Чиє це').fill('Марко, синя куртка');
      await page.getByLabel('Чиє це').evaluate((field: HTMLInputElement) => field.setSelectionRange(5, 5));
    },
    value: () =>
      page
        .getByLabel('Чиє це')
        .evaluate((field: HTMLInputElement) => `${field.value} ${field.selectionStart}`),
    was: 'Марко, синя куртка 5',
  },
  'the customer panel': {
    open: async () => {
      await counter.press('F4');
      await counter.panel('Хто купує').getByRole('combobox').fill('050');
    },
    value: () => counter.panel('Хто купує').getByRole('combobox').inputValue(),
    was: '050',
  },
  'a button': {
    open: () => page.getByRole('button', { name: /Оплата/ }).focus(),
    value: async () => String(await page.getByRole('heading', { name: 'Оплата' }).count()),
    was: '0',
  },
  'a link': {
    open: () => page.getByRole('link', { name: 'Замовлення' }).focus(),
    value: () => Promise.resolve(new URL(page.url()).hash),
    was: '#/counter',
  },
  nothing: {
    open: () => page.evaluate(() => (document.activeElement as HTMLElement).blur()),
    value: () => counter.field.inputValue(),
    was: '',
  },
};

describe.each<[Layout, boolean]>([
  ['us', false],
  ['us', true],
  ['ru', false],
  ['ru', true],
  ['ua', false],
  ['ua', true],
])('under the layout %s, CapsLock %s,', (layout, capsLock) => {
  test.each(Object.entries(places))(
    'with the focus in %s a scan sells and leaves nothing',
    async (_, place) => {
      await empty();
      await counter.find('лож', goods.spoon.name);
      await place.open();
      await keyboard.scan(cup, { layout, capsLock });
      await counter.line(goods.cup.name).waitFor();
      await keyboard.scan(letters, { layout, capsLock });
      await expectSold([goods.spoon.name, '1 шт'], [goods.cup.name, '1 шт'], [goods.filter.name, '1 шт']);
      expect(await place.value()).toBe(place.was);
      expect(await page.getByRole('listbox', { name: 'Знайдені товари' }).count()).toBe(0);
    },
  );
});

test('five codes in three seconds are all dealt with, and the unknown one waits', async () => {
  await empty();
  for (const code of [cup, goods.coffee.codes[0], unknown, goods.filter.codes[0], cup]) {
    // eslint-disable-next-line no-await-in-loop -- one scanner
    await keyboard.scan(code, { layout: 'ua' });
  }
  await expectSold([goods.cup.name, '2 шт'], [goods.coffee.name, '1 кг'], [goods.filter.name, '1 шт']);
  await page.getByRole('alert').filter({ hasText: unknown }).waitFor();
  expect(
    (await desk.as((call) => call('codes.unknown', {}))).map(({ code, times }) => [code, times]),
  ).toEqual([[unknown, 1]]);
});

test('the last line is lit, and the same code again is one more', async () => {
  await empty();
  await keyboard.scan(goods.coffee.codes[0]);
  await keyboard.scan(cup, { end: 'Tab' });
  await keyboard.scan(cup, { digits: 'numpad' });
  await keyboard.scan(cup, { end: 'none' });
  await expectSold([goods.coffee.name, '1 кг'], [goods.cup.name, '3 шт']);
  expect(await counter.line(goods.cup.name).getAttribute('aria-selected')).toBe('true');
});

test.each([60, 45, 30])('a person who types with %d ms between keys keeps the phone', async (gap_ms) => {
  await empty();
  await counter.press('F4');
  const field = counter.panel('Хто купує').getByRole('combobox');
  await field.waitFor();
  await keyboard.type(cup, gap_ms);
  await expect.poll(() => field.inputValue()).toBe(cup);
  expect(await counter.lines.count()).toBe(0);
});

test('what was as quick as a scanner and is no code is in the field all the same', async () => {
  await empty();
  await keyboard.scan(cup);
  await counter.line(goods.cup.name).waitFor();
  await counter.press('F7');
  const field = page.getByLabel('Чиє це');
  await field.waitFor();
  await keyboard.type('0501234567', 2);
  await expect.poll(() => field.inputValue()).toBe('0501234567');
});

test('a separator that comes as F8 or Ctrl+] is part of the code and no command', async () => {
  await empty();
  for (const gs of ['F8', 'Ctrl+]'] as const) {
    // eslint-disable-next-line no-await-in-loop -- one scanner
    await keyboard.scan(`]C101${cup.padStart(14, '0')}10LOT7\u001d17301231`, { gs, layout: 'ru' });
  }
  await expectSold([goods.cup.name, '2 шт']);
  expect(await counter.panel('Повернення').count()).toBe(0);
});

test('keys that are commands do what they do when no scan follows', async () => {
  await empty();
  await keyboard.scan(cup);
  await counter.line(goods.cup.name).waitFor();
  await counter.press('NumpadAdd');
  await expectSold([goods.cup.name, '2 шт']);
  await counter.press('Equal');
  await expectSold([goods.cup.name, '3 шт']);
  await counter.press('Minus');
  await expectSold([goods.cup.name, '2 шт']);
  await counter.press('F8');
  await counter.panel('Повернення товару').waitFor();
  await counter.press('Escape');
});

test('a scanner that types signs by their numbers with Alt is understood', async () => {
  await empty();
  await keyboard.scan('CUP-350', { digits: 'alt' });
  await expectSold([goods.cup.name, '1 шт']);
});

test('a scan ticks no box, turns no list and presses no button of the settings', async () => {
  await page.goto(new URL('#/settings/desk', page.url()).toString());
  const list: Locator = page.locator('select').first();
  await list.waitFor();
  const was = await list.inputValue();
  await list.focus();
  await keyboard.scan('EN4RU-77', { layout: 'us' });
  await page.getByText('збережено серед невідомих').first().waitFor();
  expect(await list.inputValue()).toBe(was);
  expect(new URL(page.url()).hash).toBe('#/settings/desk');
});

test('codes that nobody knows are bound by keyboard, and mean goods from then on', async () => {
  await empty();
  await counter.press('Alt+KeyU');
  const panel = counter.panel('Невідомі коди');
  await panel.waitFor();
  await expectAccessible(page, 'counter-unknown-panel');
  await page.getByRole('button', { name: unknown, exact: true }).press('Enter');
  await panel.getByRole('combobox').focus();
  await counter.type('чаш');
  await panel.getByRole('option', { name: goods.cup.name }).waitFor();
  await panel.getByLabel('Скільки означає один скан').fill('6');
  await counter.press('Enter');
  await page.getByText('тепер означає').waitFor();
  await empty();
  await keyboard.scan(unknown);
  await expectSold([goods.cup.name, '6 шт']);
});

test('a code of two goods is asked about once', async () => {
  // One has it for its SKU, the other for a barcode.
  const plate = { name: 'Тарілка глибока', sku: 'TWO-12', price: 21000, stock: 5 };
  await stockShelves(desk, { plate });
  await desk.as((call) => call('codes.bind', { code: plate.sku, offer_id: offers.cup, quantity: 1000 }));
  await empty();
  await keyboard.scan(plate.sku, { layout: 'ua' });
  await page.getByText('Цей код мають кілька товарів').waitFor();
  await expectAccessible(page, 'counter-choice');
  await keyboard.scan(goods.filter.codes[0]);
  await counter.line(goods.filter.name).waitFor();
  await page.getByRole('option', { name: plate.name }).click();
  await counter.line(plate.name).waitFor();
  await keyboard.scan(plate.sku);
  await expectSold([goods.filter.name, '1 шт'], [plate.name, '2 шт']);
  await page.getByRole('button', { name: 'Питати знову' }).press('Enter');
  await empty();
  await keyboard.scan(plate.sku);
  await page.getByText('Цей код мають кілька товарів').waitFor();
  await counter.press('Escape');
});

test('a code that is typed or pasted means what a scan means', async () => {
  await empty();
  await counter.field.fill(cup);
  await counter.press('Enter');
  await expectSold([goods.cup.name, '1 шт']);
  await counter.press('Control+KeyK');
  await page.keyboard.insertText(goods.coffee.codes[0]);
  await page.getByRole('option', { name: goods.coffee.name }).waitFor();
  await counter.press('Enter');
  await page.getByRole('heading', { name: goods.coffee.name }).waitFor();
});

test('a customer’s card is scanned into its field, and names the customer at the counter', async () => {
  await page.goto(new URL('#/customers/new', page.url()).toString());
  await page.getByLabel('Ім’я та прізвище').fill('Ірина Коваль');
  const card = page.getByLabel('Картка покупця');
  await card.focus();
  await keyboard.scan('CARD-0077', { layout: 'ua', capsLock: true });
  await expect.poll(() => card.inputValue()).toBe('CARD-0077');
  await counter.press('Control+KeyS');
  await page.getByRole('status').getByText('Картку збережено').waitFor();
  await empty();
  await keyboard.scan('CARD-0077', { layout: 'ru' });
  await page.getByText('Ірина Коваль').first().waitFor();
  await keyboard.scan('NOBODYS-1');
  await counter.press('Alt+KeyU');
  const panel = counter.panel('Невідомі коди');
  await panel.getByLabel('Який це товар').waitFor();
  await keyboard.scan('CARD-0077');
  await page.getByText('CARD-0077: це не код товару').waitFor();
  const kept = await desk.as((call) => call('codes.unknown', {}));
  expect(kept.map(({ code }) => code)).not.toContain('CARD-0077');
});

test('goods that a GS1 code is scanned for on their card are known by the next lot', async () => {
  const { product_id } = await desk.as(async (call) => {
    const [found] = (await call('scan.find', { code: cup })).offers;
    return { product_id: found?.product_id ?? '' };
  });
  await page.goto(new URL(`#/goods/${product_id}`, page.url()).toString());
  await page.getByRole('heading', { name: goods.cup.name }).waitFor();
  await keyboard.scan(']C1010400638133393110LOT1\u001d17301231', { gs: 'F8' });
  await expect
    .poll(() =>
      page
        .getByLabel(/^Штрихкод \d/)
        .last()
        .inputValue(),
    )
    .toBe('4006381333931');
  await page.getByRole('button', { name: 'Не зберігати' }).press('Enter');
});

test('goods that come back are scanned: first the sale by its number, then each piece', async () => {
  await empty();
  await keyboard.scan(cup);
  await keyboard.scan(cup);
  await expectSold([goods.cup.name, '2 шт']);
  await counter.press('F10');
  await counter.last.waitFor();
  const sale = await newestOrder(desk);
  await counter.press('F8');
  await counter.panel('Повернення товару').waitFor();
  await keyboard.scan(sale.number, { layout: 'ua' });
  const panel = counter.panel(`Повернення за ${sale.number}`);
  const back = panel.getByLabel(`Повертають: ${goods.cup.name}`);
  await back.waitFor();
  await keyboard.scan(cup);
  await expect.poll(() => back.inputValue()).toBe('1');
  await keyboard.scan(cup);
  await expect.poll(() => back.inputValue()).toBe('2');
  await keyboard.scan(cup);
  await page.getByText('більше в цьому продажу не лишилося').waitFor();
  await keyboard.scan(goods.coffee.codes[0]);
  await page.getByText(`${goods.coffee.name}: цього товару в цьому продажу немає`).waitFor();
  expect(await back.inputValue()).toBe('2');
  expect(await counter.lines.count()).toBe(0);
  await counter.press('Escape');
});

test.each(['Enter', 'Tab'] as const)('a PIN is no code, however fast it is typed before %s', async (end) => {
  await page.goto(new URL('#/settings/desk', page.url()).toString());
  const old = page.getByLabel('Ваш PIN');
  await old.fill('');
  await keyboard.scan('7391', { end });
  await expect.poll(() => old.inputValue()).toBe('7391');
  const kept = await desk.as((call) => call('codes.unknown', {}));
  expect(kept.map(({ code }) => code)).not.toContain('7391');
});

test('the goods list finds what is scanned, and other screens open it', async () => {
  await page.goto(new URL('#/goods', page.url()).toString());
  await page.getByRole('grid').waitFor();
  await keyboard.scan(cup, { layout: 'ru' });
  await expect.poll(() => page.getByRole('row').filter({ hasText: goods.coffee.name }).count()).toBe(0);
  await page.getByRole('row').filter({ hasText: goods.cup.name }).waitFor();
  await page.goto(new URL('#/customers', page.url()).toString());
  await page.getByRole('heading', { name: 'Покупці' }).waitFor();
  await keyboard.scan(letters, { layout: 'ru' });
  await page.getByRole('heading', { name: goods.filter.name }).waitFor();
});

test('the scanner page says what it found and sets it right', async () => {
  await page.goto(new URL('#/settings/scanner', page.url()).toString());
  await page.getByRole('button', { name: 'Почати' }).press('Enter');
  await page.getByText('Відскануйте код: 1 із 3').waitFor();
  await expectAccessible(page, 'settings-scanner');
  for (let scan = 0; scan < 3; scan += 1) {
    // eslint-disable-next-line no-await-in-loop -- one scanner
    await keyboard.scan('#Test-1\u001dEnd-2', {
      layout: 'ua',
      gap_ms: 55, // 60 is as slow as may be, and a tick more is a person
      end: 'none',
      gs: 'F8',
      pause_ms: 500,
    });
  }
  await page.getByText('Розкладка українська').waitFor();
  await page.getByText('Сканер не надсилає Enter').waitFor();
  await page.getByText('Сканер повільний').waitFor();
  await page.getByText('Роздільник GS1 надходить (F8)').waitFor();
  await expectAccessible(page, 'settings-scanner-found');
  await page.getByRole('button', { name: 'Налаштувати касу' }).press('Enter');
  await page.getByText('Налаштовано').waitFor();
  await empty();
  await keyboard.scan('#CUP-350', { layout: 'ua', gap_ms: 40, end: 'none' }); // before, 25 was as slow as may be
  await expectSold([goods.cup.name, '1 шт']);
  await page.goto(new URL('#/settings/scanner', page.url()).toString());
  await page.getByRole('button', { name: 'Скинути' }).press('Enter');
  await page.getByRole('button', { name: 'Скинути' }).waitFor({ state: 'detached' });
});

test('masks of weight codes are tried before they are kept', async () => {
  await page.getByLabel('Маски, по одній у рядку').fill('27PPPPWWWWWWC');
  await keyboard.scan('2700120123457');
  await page.getByRole('row').filter({ hasText: 'Номер товару в коді' }).getByText('0012').waitFor();
  await expectAccessible(page, 'settings-masks');
  await page.getByLabel('Маски, по одній у рядку').fill('27PPPPX');
  await page.getByRole('alert').filter({ hasText: 'Рядок 1' }).waitFor();
});

test('a badge lets a clerk in, and asks the owner for the PIN', async () => {
  const { clerk, first } = await desk.as(async (call) => {
    const { users } = await call('desk.state', {});
    const of = (name: string) => users.find((user) => user.name === name)?.id ?? '';
    return {
      clerk: (await call('users.badge', { id: of('Марко') })).code,
      first: (await call('users.badge', { id: of(owner.name) })).code,
    };
  });
  await empty();
  await keyboard.scan(clerk, { layout: 'ua', capsLock: true });
  await page.getByText('За касою Марко').waitFor();
  await keyboard.scan(first, { layout: 'ua' });
  const lock = new LockPage(page);
  await lock.pin.waitFor();
  await page.getByLabel(`${owner.name}, введіть PIN`).waitFor();
  await keyboard.scan(cup);
  await page.getByRole('alert').filter({ hasText: 'Касу заблоковано' }).waitFor();
  await keyboard.scan(clerk);
  await counter.field.waitFor();
  expectQuiet();
});
