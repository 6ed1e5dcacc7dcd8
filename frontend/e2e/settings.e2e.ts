import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './browser';
import { Desk, owner } from './desk';
import { FramePage } from './pages/FramePage';
import { LockPage } from './pages/LockPage';
import { closeTill, openTill } from './till';

let desk: Desk;
let page: Page;
let frame: FramePage;

beforeAll(async () => {
  desk = await Desk.withShop();
  page = await openTill(desk);
  frame = new FramePage(page);
});
afterAll(async () => {
  await closeTill(desk);
});

test('what stands on papers is kept when the field is left', async () => {
  await frame.openSettings('Магазин');
  await page.getByLabel('Рядок унизу чека').fill('Дякуємо!');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => desk.as((call) => call('desk.state', {})).then(({ settings }) => settings['receipt.footer']))
    .toBe('Дякуємо!');
  await expectAccessible(page, 'settings-shop');
});

test('a person without a PIN is let in with one key', async () => {
  await desk.as((call) => call('users.save', { id: '', name: 'Новенька', role: 'clerk', active: true }));
  await page.keyboard.press('F12');
  await page.getByRole('radio', { name: 'Новенька' }).click();
  await page.getByRole('button', { name: 'Увійти' }).waitFor();
  await expectAccessible(page, 'lock-no-pin');
  await page.keyboard.press('Enter');
  await frame.rail.waitFor();
  await page.keyboard.press('F12');
  await page.getByRole('radio', { name: owner.name }).click();
  await new LockPage(page).enter(owner.pin);
  await frame.rail.waitFor();
});

test('this desk can be dark, whatever the machine is', async () => {
  await frame.openSettings('Ця каса');
  await expectAccessible(page, 'settings-desk');
  await page.getByText('Темний').click();
  await page.waitForFunction(() => document.documentElement.dataset.mantineColorScheme === 'dark');
  await page.getByText('Як у системі').click();
  await page.waitForFunction(() => document.documentElement.dataset.mantineColorScheme === 'light');
});

test('rows and buttons can be large enough for fingers', async () => {
  await frame.openSettings('Ця каса');
  const heights = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('nav a')].map((place) => place.getBoundingClientRect().height),
    );
  expect(Math.min(...(await heights()))).toBeGreaterThanOrEqual(36);
  await page.getByText('Великий, для пальців').click();
  await page.waitForFunction(() => document.documentElement.dataset.touch === 'true');
  expect(Math.min(...(await heights()))).toBeGreaterThanOrEqual(44);
  await page.getByText('Звичайний').click();
  await page.waitForFunction(() => document.documentElement.dataset.touch === 'false');
});

test('every language fits: no word of the frame and the settings is cut', async () => {
  await frame.openSettings('Ця каса');
  await page.setViewportSize({ width: 1024, height: 768 });
  for (const language of ['en', 'ru', 'uk']) {
    // eslint-disable-next-line no-await-in-loop -- one page in three languages
    await page.getByRole('main').getByRole('combobox').selectOption(language);
    // eslint-disable-next-line no-await-in-loop
    await page.waitForFunction((tag) => document.documentElement.lang === tag, language);
    // eslint-disable-next-line no-await-in-loop
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll('nav a, nav button, main button')]
        .filter((part) => part.scrollWidth > part.clientWidth + 1)
        .map((part) => part.textContent),
    );
    expect([language, cut]).toEqual([language, []]);
  }
  await page.setViewportSize({ width: 1366, height: 768 });
});

test('a new person is added, with a role and a PIN, and may enter', async () => {
  await frame.openSettings('Люди');
  await page.getByRole('button', { name: 'Додати людину' }).click();
  await page.getByRole('region', { name: 'Додати людину' }).getByLabel('Ім’я').fill('Марко');
  await page.getByRole('region', { name: 'Додати людину' }).getByLabel('PIN').fill('5678');
  await expectAccessible(page, 'settings-users');
  await page.getByRole('button', { name: 'Зберегти' }).click();
  await page.getByRole('cell', { name: 'Марко' }).waitFor();
  const people = await desk.as((call) => call('users.list', {}));
  expect(people.map(({ name, role, has_pin }) => [name, role, has_pin])).toContainEqual([
    'Марко',
    'clerk',
    true,
  ]);
});

test('a key is changed, and one that is taken is refused', async () => {
  await frame.openSettings('Клавіші');
  await expectAccessible(page, 'settings-keys');
  await page.getByRole('button', { name: 'Змінити клавішу: Заблокувати касу' }).click();
  await frame.press('F1');
  await page.getByText('F1 вже робить «Довідка й клавіші»').waitFor();
  await page.getByRole('button', { name: 'Змінити клавішу: Заблокувати касу' }).click();
  await frame.press('Alt+KeyL');
  await page
    .getByRole('row', { name: /Заблокувати касу/ })
    .getByText('Alt+L')
    .waitFor();
  await frame.press('F12');
  await frame.screen('Налаштування').waitFor();
  await frame.press('Alt+KeyL');
  await new LockPage(page).enter(owner.pin);
  await frame.rail.waitFor();
});

test('printers are chosen per document', async () => {
  await frame.openSettings('Принтери');
  await page.getByRole('region', { name: 'Чек' }).getByLabel('Принтер', { exact: true }).waitFor();
  await expectAccessible(page, 'settings-printers');
});

test('a backup is made and listed', async () => {
  await frame.openSettings('Дані');
  await page.getByRole('button', { name: 'Зробити копію зараз' }).click();
  await page.getByRole('cell', { name: 'на прохання' }).waitFor();
  await expectAccessible(page, 'settings-data');
});

test('goods come in from a file: tried first, then taken', async () => {
  await frame.openSettings('Дані');
  const csv =
    'ID,Type,SKU,Name,Published,Regular price,Stock\n1,simple,K-1,Кава зерно 1 кг,1,640,5\n2,simple,,,1,abc,1\n';
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'goods.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await page.getByRole('button', { name: 'Перевірити' }).click();
  await page.getByText('перевірено, нічого не змінено').waitFor();
  await page
    .getByRole('row', { name: /goods.csv · 3/ })
    .getByText('У товару немає назви.')
    .waitFor();
  expect((await desk.as((call) => call('goods.search', { text: 'Кава' }))).length).toBe(0);
  await page.getByRole('button', { name: 'Завантажити', exact: true }).click();
  await page.getByText('завантажено', { exact: true }).waitFor();
  const [found] = await desk.as((call) => call('goods.search', { text: 'Кава' }));
  expect([found?.title, found?.price]).toEqual(['Кава зерно 1 кг', 64000]);
  await expectAccessible(page, 'settings-import');
});
