import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { expectAccessible } from './browser';
import { Desk } from './desk';
import { goods, stockShelves } from './factories';
import { FramePage } from './pages/FramePage';
import { OrdersPage } from './pages/ListsPage';
import { LabelPrinter } from './printer';
import { closeTill, openTill } from './till';

// Thirty orders are marked and one key is pressed; then everything happens that happens to a printer.

const many = 30;

let desk: Desk;
let page: Page;
let frame: FramePage;
let orders: OrdersPage;
let printer: LabelPrinter;
/** The numbers of the orders as the list shows them. */
let numbers: string[];

beforeAll(async () => {
  printer = await LabelPrinter.plug();
  desk = await Desk.withShop();
  const offers = await stockShelves(desk, goods);
  numbers = await desk.as(async (call) => {
    const state = await call('desk.state', {});
    await call('settings.set', {
      key: `desk.${state.desk?.id ?? ''}.printer.label`,
      value: JSON.stringify({ address: printer.address, language: 'zpl' }),
    });
    const made: string[] = [];
    for (let n = 0; n < many; n += 1) {
      // eslint-disable-next-line no-await-in-loop -- one order after the other
      const { basket } = await call('counter.add', { offer_id: offers.spoon });
      // eslint-disable-next-line no-await-in-loop
      await call('counter.park', {});
      // eslint-disable-next-line no-await-in-loop
      made.unshift((await call('orders.get', { id: basket.id })).number);
    }
    return made;
  });
  page = await openTill(desk);
  frame = new FramePage(page);
  orders = new OrdersPage(page);
});
afterAll(async () => {
  await closeTill(desk);
  await printer.unplug();
});

const queue = () => page.getByRole('grid', { name: 'Черга друку' });
const runs = () =>
  queue()
    .getByRole('row')
    .filter({ hasText: `Наліпка × ${many}` });
const newest = (): Locator => runs().first();

const boundsOf = (part: Locator) =>
  part.first().evaluate((node) => node.getBoundingClientRect().toJSON() as DOMRect);

/** Marks all orders of the list and presses the one key. */
async function printAll(): Promise<void> {
  printer.labels.length = 0;
  await orders.open();
  await orders.view('Усі').click();
  await orders.row(numbers[0] ?? '').waitFor();
  await orders.grid.focus();
  // Pressed twice it is one run.
  await frame.press('Control+KeyA', 'Control+KeyP', 'Control+KeyP');
  await page.getByText(`Надіслано на друк: ${many} наліпок`).first().waitFor();
}

/** Opens the queue and goes to its newest run once that stands so. */
async function openQueue(standing: string): Promise<void> {
  await frame.press('Alt+Digit6');
  await newest().getByText(standing, { exact: true }).waitFor();
  await queue().focus();
  await frame.press('Home');
}

test('rows are marked by Shift and arrows, and the one reached is in sight', async () => {
  const marked = 20;
  await orders.open();
  await orders.view('Усі').click();
  await orders.row(numbers[0] ?? '').waitFor();
  await orders.grid.focus();
  await frame.press('Home', ...Array<string>(marked - 1).fill('Shift+ArrowDown'));
  await page.getByText(`Вибрано ${marked} замовлень`).waitFor();
  const below_px = await orders.grid.evaluate(
    (grid) =>
      grid.getBoundingClientRect().bottom -
      (grid.querySelector('[data-current="true"]')?.getBoundingClientRect().bottom ?? Infinity),
  );
  expect(below_px).toBeGreaterThanOrEqual(0);
  await frame.press('Escape');
});

test('thirty labels come out in the order of the list', async () => {
  await printAll();
  await expect.poll(() => printer.labels).toEqual(numbers);
  // What is said about it leaves the buttons free.
  const said = await boundsOf(page.getByText('Надіслано на друк'));
  expect(said.bottom).toBeLessThan(
    (await boundsOf(page.getByRole('button', { name: 'Друкувати наліпки' }))).top,
  );
  await openQueue('надруковано');
  await expectAccessible(page, 'prints-run');
});

test('without paper the run stops at its label and goes on from there', async () => {
  printer.paper = 12;
  await printAll();
  await openQueue('12 з 30 · зупинено');
  await newest()
    .getByText(/№ 13 .*закінчився папір/)
    .waitFor();
  await expectAccessible(page, 'prints-stopped');
  printer.paper = Infinity;
  await frame.press('F9');
  await newest().getByText('надруковано', { exact: true }).waitFor();
  expect(printer.labels).toEqual(numbers);
});

test('after a cut line a person says which label came out last', async () => {
  printer.line = 5;
  await printAll();
  await openQueue('4 з 30 · перевірте папір');
  await frame.press('F10');
  const panel = page.getByRole('region', { name: 'Який папір вийшов останнім?' });
  await panel.waitFor();
  expect(await panel.getByRole('button', { name: 'Друкувати далі' }).isDisabled()).toBe(true);
  const last = panel.getByLabel('Останній, що вийшов');
  await expect.poll(() => last.evaluate((field) => field === document.activeElement)).toBe(true);
  await last.selectOption({ label: `№ 5 — ${numbers[4] ?? ''}` });
  await expectAccessible(page, 'prints-doubt');
  await panel.getByRole('button', { name: 'Друкувати далі' }).press('Enter');
  await newest().getByText('надруковано', { exact: true }).waitFor();
  expect(printer.labels).toEqual(numbers);
});

test('all printing is paused, a run goes to another printer, and the rest is cancelled', async () => {
  await openQueue('надруковано');
  await frame.press('Shift+F8');
  await page.getByText('Друк на цій касі на паузі').waitFor();
  await printAll();
  await openQueue('0 з 30 · чекає');
  await expectAccessible(page, 'prints-paused');
  await frame.press('F6');
  const menu = page.getByRole('menu', { name: 'На якому принтері друкувати?' });
  await menu.getByRole('menuitem', { name: 'Зберегти файлом' }).waitFor();
  await expectAccessible(page, 'prints-other');
  await menu.getByRole('menuitem', { name: 'Зберегти файлом' }).press('Enter');
  await page.getByText('Надіслано на інший принтер').waitFor();
  await frame.press('Shift+F9');
  await newest().getByText('надруковано', { exact: true }).waitFor();
  expect(printer.labels).toEqual([]);
  await frame.press('Shift+F8');
  await page.getByText('Друк на цій касі на паузі').waitFor();
  await printAll();
  await openQueue('0 з 30 · чекає');
  await frame.press('Delete');
  await newest().getByText('0 з 30 · скасовано').waitFor();
  await frame.press('Shift+F9');
  await page.getByText('Друк на цій касі на паузі').waitFor({ state: 'detached' });
});

test('labels that came out are printed once more from one of them, as copies', async () => {
  printer.labels.length = 0;
  await openQueue('0 з 30 · скасовано');
  await frame.press('ArrowDown', 'ArrowDown', 'F10');
  const panel = page.getByRole('region', { name: 'З якого паперу друкувати?' });
  await panel.getByLabel('Перший, який друкувати').selectOption({ label: `№ 29 — ${numbers[28] ?? ''}` });
  await expectAccessible(page, 'prints-from');
  await panel.getByRole('button', { name: 'Друкувати далі' }).press('Enter');
  await expect.poll(() => printer.labels).toEqual(numbers.slice(28));
});

test('a printer is set with its language and tried with a page', async () => {
  printer.labels.length = 0;
  await frame.openSettings('Принтери');
  const label = page.getByRole('region', { name: 'Наліпка', exact: true });
  await label.getByLabel('Мова принтера').waitFor();
  await label.getByRole('button', { name: 'Пробна сторінка' }).press('Enter');
  await label.getByText('Пробну сторінку надіслано').waitFor();
  await label.getByText('Принтер каже, що готовий.').waitFor();
  expect(printer.labels).toEqual(['TEST-000001']);
  const receipt = page.getByRole('region', { name: 'Чек', exact: true });
  await receipt.getByLabel('Принтер', { exact: true }).selectOption({ label: 'Інший: ввести адресу…' });
  const address = receipt.getByLabel('Адреса принтера');
  await address.fill('tcp:');
  await address.press('Enter');
  await receipt.getByText(/Цей принтер не вдається записати/).waitFor();
  await address.fill(printer.address);
  await address.press('Enter');
  await receipt.getByLabel('Мова принтера').waitFor();
  await receipt.getByText(/Цей принтер не вдається записати/).waitFor({ state: 'detached' });
  expect(await receipt.getByLabel('Мова принтера').inputValue()).toBe('escpos');
  await receipt.getByText('Відкривати грошову скриньку').click();
  await expectAccessible(page, 'settings-printers-set');
});
