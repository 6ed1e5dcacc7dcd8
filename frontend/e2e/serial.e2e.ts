import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Page } from 'playwright-core';
import { closeBrowser, expectQuiet, openPage } from './browser';
import { Desk, owner } from './desk';
import { goods, stockShelves } from './factories';
import { CounterPage } from './pages/CounterPage';
import { LockPage } from './pages/LockPage';
import { SerialScanner } from './scanner';

// A scanner on a serial port: from the wire through the desk to the line of the sale, whatever has the focus.

let desk: Desk;
let scanner: SerialScanner;
let page: Page;
let counter: CounterPage;

beforeAll(async () => {
  desk = await Desk.withShop();
  await stockShelves(desk, goods);
  scanner = await SerialScanner.plug();
  await listenTo(scanner);
  page = await openPage(desk.address);
  counter = new CounterPage(page);
  await new LockPage(page).enter(owner.pin);
  await counter.field.waitFor();
});
afterAll(async () => {
  await closeBrowser();
  await scanner.unplug();
  await desk.stop();
});

/** Chooses the port of a scanner for this till and waits until the desk hears it. */
async function listenTo({ port }: SerialScanner): Promise<void> {
  await desk.as(async (call) => {
    const { desk: till } = await call('desk.state', {});
    await call('settings.set', {
      key: `desk.${till?.id}.scanner`,
      value: JSON.stringify({ serial: { mode: 'port', port, baud: 9600 } }),
    });
    await vi.waitFor(
      async () => {
        const { scanners } = await call('scanners.status', {});
        expect(scanners).toMatchObject([{ port, state: 'open' }]);
      },
      { timeout: 10_000 },
    );
  });
}

test('a code from the wire becomes a line, and once more makes two of it', async () => {
  scanner.scan(goods.cup.codes[0]);
  await counter.line(goods.cup.name).waitFor();
  scanner.scan(goods.cup.codes[0]);
  await expect.poll(() => counter.due.textContent()).toMatch(/250/);
  expect(await counter.field.inputValue()).toBe('');
});

test('a burst comes in its order, whatever has the focus', async () => {
  await counter.press('Tab', 'Tab');
  scanner.scan(goods.coffee.codes[0]);
  scanner.scan('4006381333931'); // nobody's
  scanner.scan(goods.filter.codes[0]);
  await counter.line(goods.filter.name).waitFor();
  const lines = await counter.lines.allTextContents();
  const at = (name: string) => lines.findIndex((line) => line.replace(/\s/gu, ' ').includes(name));
  expect(at(goods.coffee.name)).toBeLessThan(at(goods.filter.name));
  expect(lines).toHaveLength(3);
});

test('plugged out and another plugged in, the sale goes on', async () => {
  await scanner.unplug();
  scanner = await SerialScanner.plug();
  await listenTo(scanner);
  scanner.scan(goods.spoon.codes[0]);
  await counter.line(goods.spoon.name).waitFor();
});

test('nothing was complained of in the console', () => {
  expectQuiet();
});
