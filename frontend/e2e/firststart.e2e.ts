import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { closeBrowser, expectAccessible, expectQuiet, openPage } from './browser';
import { Desk } from './desk';
import { FirstStartPage } from './pages/FirstStartPage';
import { FramePage } from './pages/FramePage';

let desk: Desk;

beforeEach(async () => {
  desk = await Desk.start();
});
afterEach(() => desk.stop());
afterAll(closeBrowser);

test('four answers, typed, open the shop and its counter', async () => {
  const page = await openPage(desk.address);
  const start = new FirstStartPage(page);
  await start.answer({ name: 'Кавова лавка', owner: 'Олена', pin: '1234' });
  await expectAccessible(page, 'firststart');
  await start.startEmpty();
  const frame = new FramePage(page);
  await frame.rail.waitFor();
  await page.getByRole('button', { name: /Заблокувати касу/ }).waitFor();
  const state = await desk.as((call) => call('desk.state', {}));
  expect([state.shop?.name, state.users.map(({ name, role }) => [name, role])]).toEqual([
    'Кавова лавка',
    [['Олена', 'owner']],
  ]);
  expectQuiet();
});

test('two different PINs are told, and nothing is made', async () => {
  const page = await openPage(desk.address);
  const start = new FirstStartPage(page);
  await start.answer({ name: 'Лавка', owner: 'Олена', pin: '1234', again: '1235' });
  await start.startEmpty();
  await page.getByText('PIN двічі введено по-різному.').waitFor();
  const state = await desk.as((call) => call('desk.state', {}));
  expect(state.phase).toBe('new');
});

test('another language can be chosen before anything is answered', async () => {
  const page = await openPage(desk.address, { language: 'en-GB' });
  await page.getByRole('heading', { name: 'Let us open the shop' }).waitFor();
  await page.getByLabel('Language').selectOption('ru');
  await page.getByRole('heading', { name: 'Открываем магазин' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('ru');
});

test('whoever wants to import goods lands where that is done', async () => {
  const page = await openPage(desk.address);
  const start = new FirstStartPage(page);
  await start.answer({ name: 'Лавка', owner: 'Олена', pin: '1234' });
  await start.startWithImport();
  await page.getByRole('heading', { name: 'Завантажити товари' }).waitFor();
});

test('a demo shop can be looked around in, and removed to begin with one’s own', async () => {
  const page = await openPage(desk.address);
  const start = new FirstStartPage(page);
  await start.answer({ name: 'Лавка', owner: 'Олена', pin: '1234' });
  await start.startWithDemo();
  const frame = new FramePage(page);
  await frame.rail.waitFor({ timeout: 60_000 });
  const { orders } = await desk.as((call) => call('orders.list', { limit: 5 }));
  expect(orders.length).toBeGreaterThan(0);
  await frame.press('Alt+Digit2');
  await page.getByRole('gridcell').first().waitFor();
  // Every cell stands below its head, however long its text is.
  const astray = await page.evaluate(() => {
    const lefts = (row: Element) =>
      [...row.children].map((cell) => Math.round(cell.getBoundingClientRect().left)).join(' ');
    const [head, ...rows] = document.querySelectorAll('[role="row"]');
    return rows.filter((row) => head && lefts(row) !== lefts(head)).map((row) => row.textContent);
  });
  expect(astray).toEqual([]);
  await frame.openSettings('Дані');
  await page.getByRole('button', { name: 'Прибрати показовий магазин' }).click();
  await page.getByRole('button', { name: 'Прибрати', exact: true }).click();
  await page.getByLabel('Назва магазину').waitFor();
  expectQuiet();
}, 120_000);
