import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { closeBrowser, expectAccessible, expectQuiet, openPage } from './browser';
import { Desk, owner } from './desk';
import { FramePage } from './pages/FramePage';
import { LockPage } from './pages/LockPage';

let desk: Desk;
let page: Page;
let frame: FramePage;

beforeAll(async () => {
  desk = await Desk.withShop();
});
beforeEach(async () => {
  page = await openPage(desk.address);
  frame = new FramePage(page);
});
afterAll(async () => {
  await closeBrowser();
  await desk.stop();
});

async function enter() {
  await new LockPage(page).enter(owner.pin);
  await frame.rail.waitFor();
}

test('a wrong PIN says so, and the right one opens the till', async () => {
  const lock = new LockPage(page);
  await lock.pin.waitFor();
  await expectAccessible(page, 'lock');
  // Tiles, field and keys share one middle.
  const { middles, over } = await page.evaluate(() => {
    const box = (part: string) => document.querySelector(part)?.getBoundingClientRect() ?? new DOMRect();
    return {
      middles: ['h1', '[role=radiogroup]', 'form input'].map((part) => {
        const { left, right } = box(part);
        return Math.round((left + right) / 2);
      }),
      over: box('form button[type=submit]').right - box('form').right,
    };
  });
  expect([...middles, over]).toEqual([683, 683, 683, 0]);
  await lock.enter('9999');
  expect(await lock.refusal.textContent()).toContain('PIN не підходить');
  await lock.enter(owner.pin);
  await frame.rail.waitFor();
  expectQuiet();
});

test('F12 locks the till, and a reload keeps it locked', async () => {
  await enter();
  await frame.press('F12');
  await new LockPage(page).pin.waitFor();
  await page.reload();
  await new LockPage(page).pin.waitFor();
});

test('a reload keeps the person at the till and the screen', async () => {
  await enter();
  await frame.press('F1');
  await page.getByRole('heading', { name: 'Клавіші', level: 1 }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Клавіші', level: 1 }).waitFor();
});

test('the help shows every command with its key', async () => {
  await enter();
  await frame.press('F1');
  await page.getByRole('heading', { name: 'Клавіші', level: 1 }).waitFor();
  await page.getByText('Заблокувати касу').waitFor();
  await expectAccessible(page, 'help');
});

test('the palette finds a command and runs it, and Esc leaves it', async () => {
  await enter();
  const rows = await frame.find('довідка');
  await rows.filter({ hasText: 'Довідка й клавіші' }).waitFor();
  await expectAccessible(page, 'palette');
  await frame.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await frame.find('довідка');
  await rows.filter({ hasText: 'Довідка й клавіші' }).waitFor();
  await frame.press('Enter');
  await page.getByRole('heading', { name: 'Клавіші', level: 1 }).waitFor();
});

test('a screen that comes while the palette is open leaves it what is typed', async () => {
  await enter();
  await frame.press('Control+KeyK');
  await page.getByRole('dialog').waitFor();
  await page.evaluate(() => {
    location.hash = '#/goods';
  });
  await frame.screen('Товари').waitFor();
  await page.getByRole('grid', { name: 'Товари' }).waitFor();
  await page.keyboard.type('довідка');
  expect(await page.getByRole('dialog').getByRole('combobox').inputValue()).toBe('довідка');
  await frame.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

test('nothing scrolls the page on the smallest screens', async () => {
  await enter();
  for (const [width, height] of [
    [1366, 768],
    [1024, 768],
  ] as const) {
    // eslint-disable-next-line no-await-in-loop -- one page in two sizes
    await page.setViewportSize({ width, height });
    // eslint-disable-next-line no-await-in-loop
    const over = await page.evaluate(() => [
      document.documentElement.scrollWidth - innerWidth,
      document.documentElement.scrollHeight - innerHeight,
    ]);
    expect([width, ...over]).toEqual([width, 0, 0]);
  }
});

test('when the desk goes away the screen says so calmly', async () => {
  const other = await Desk.withShop();
  page = await openPage(other.address);
  await new LockPage(page).pin.waitFor();
  await other.stop();
  await page.getByText('Зв’язок із касовою програмою втрачено').waitFor();
});

test('when the desk comes back the screen finds it by itself', async () => {
  const other = await Desk.withShop();
  page = await openPage(other.address);
  await new LockPage(page).enter(owner.pin);
  await new FramePage(page).rail.waitFor();
  await other.restart();
  // The desk has forgotten who stood there; the screen, and the key of its address, are the same.
  await new LockPage(page).enter(owner.pin);
  await new FramePage(page).rail.waitFor();
  await page.getByText('Зв’язок із касовою програмою втрачено').waitFor({ state: 'detached' });
  await other.stop();
});
