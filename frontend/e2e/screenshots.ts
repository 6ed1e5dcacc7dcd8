import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowser, openPage } from './browser';
import { Desk } from './desk';
import { CounterPage } from './pages/CounterPage';
import { FramePage } from './pages/FramePage';
import { LockPage } from './pages/LockPage';

// Every screen of a demo shop, in every language, look and size. The shop is the same each time, and for the screens
// the day on which its year ends never passes: two runs of one program differ in nothing but what was changed.

const kept = resolve('../build/tmp/screens');
const shown = resolve('../docs/screens');

/** Those that the documents show. */
const documented = {
  counter: 'uk-light-1366/sale',
  orders: 'uk-light-1366/orders',
  order: 'uk-light-1366/order',
  goods: 'uk-light-1366/goods',
  settings: 'uk-light-1366/settings-shop',
  'orders-dark': 'uk-dark-1366/orders',
  'counter-en': 'en-light-1366/sale',
};
const bytes_max = 200_000;

const sizes = [
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
];
const looks = ['light', 'dark'] as const;
const languages = ['uk', 'en', 'ru'] as const;
type Language = (typeof languages)[number];

const until = '2026-07-31';

let desk: Desk;

beforeAll(async () => {
  await rm(kept, { recursive: true, force: true });
  desk = await Desk.withDemo({ until, seed: 7, orders: 1200, products: 300, customers: 240 });
});
afterAll(async () => {
  await closeBrowser();
  await desk.stop();
});

test('a first start', async () => {
  const fresh = await Desk.start();
  const page = await openPage(fresh.address);
  await page.locator('form').waitFor();
  for (const language of languages) {
    // eslint-disable-next-line no-await-in-loop -- one page, in one language after the other
    await page.locator('select').first().selectOption(language);
    // eslint-disable-next-line no-await-in-loop
    await take(page, language, 'firststart');
  }
  await fresh.stop();
});

test('the screens of a shop', async () => {
  const page = await openPage(desk.address);
  await page.clock.setFixedTime(new Date(`${until}T20:00:00`));
  await new LockPage(page).pin.waitFor();
  for (const language of languages) {
    // eslint-disable-next-line no-await-in-loop -- one page, in one language after the other
    await speak(language);
    // eslint-disable-next-line no-await-in-loop
    await take(page, language, 'lock');
  }
  await speak('uk');
  await new LockPage(page).enter(desk.pin);
  await new FramePage(page).rail.waitFor();
  await ring(page);
  const cards = await findCards();
  for (const language of languages) {
    // eslint-disable-next-line no-await-in-loop
    await speak(language);
    for (const [name, route] of Object.entries({ ...lists, ...cards })) {
      // eslint-disable-next-line no-await-in-loop
      await visit(page, route);
      // eslint-disable-next-line no-await-in-loop
      await take(page, language, name);
    }
    for (const [name, { route, keys }] of Object.entries(overlays)) {
      // eslint-disable-next-line no-await-in-loop
      await visit(page, route);
      // Keys belong to the screen that is open, not to the one that is still coming.
      // eslint-disable-next-line no-await-in-loop
      await settle(page);
      for (const key of keys) {
        // eslint-disable-next-line no-await-in-loop
        await (key.length === 1 ? page.keyboard.type(key) : page.keyboard.press(key));
      }
      // eslint-disable-next-line no-await-in-loop
      await take(page, language, name);
      // eslint-disable-next-line no-await-in-loop
      await page.keyboard.press('Escape');
    }
  }
});

test('the documents show some of them', async () => {
  await mkdir(shown, { recursive: true });
  for (const [name, picture] of Object.entries(documented)) {
    const from = join(kept, `${picture}.png`);
    // eslint-disable-next-line no-await-in-loop
    const { size } = await stat(from);
    expect(size, `${name} is too heavy for a page`).toBeLessThan(bytes_max);
    // eslint-disable-next-line no-await-in-loop
    await copyFile(from, join(shown, `${name}.png`));
  }
});

const lists = {
  sale: 'counter',
  orders: 'orders',
  customers: 'customers',
  goods: 'goods',
  'goods-new': 'goods/new',
  'customer-new': 'customers/new',
  'settings-desk': 'settings/desk',
  'settings-keys': 'settings/keys',
  'settings-scanner': 'settings/scanner',
  'settings-shop': 'settings/shop',
  'settings-printers': 'settings/printers',
  'settings-labels': 'settings/labels',
  'settings-numbers': 'settings/numbers',
  'settings-users': 'settings/users',
  'settings-data': 'settings/data',
  'settings-hub': 'settings/hub',
  stock: 'stock',
  prints: 'prints',
  sync: 'sync',
  needs: 'needs',
  help: 'help',
};

/** What opens over a screen, and the keys that open it. */
const overlays: Record<string, { route: string; keys: readonly string[] }> = {
  'sale-found': { route: 'counter', keys: ['F3', 'ч', 'а', 'й'] },
  'sale-customer': { route: 'counter', keys: ['F4'] },
  'sale-discount': { route: 'counter', keys: ['F5'] },
  'sale-pay': { route: 'counter', keys: ['F9'] },
  'sale-return': { route: 'counter', keys: ['F8'] },
  palette: { route: 'goods', keys: ['Control+KeyK', 'к', 'а', 'в'] },
};

/** An order with something in every block, a product with variants, a customer who comes again. */
async function findCards(): Promise<Record<string, string>> {
  return desk.as(async (call) => {
    const { orders } = await call('orders.list', { status: ['confirmed'], limit: 1 });
    const { offers } = await call('goods.list', { limit: 50 });
    const products = offers.map(({ product_id }) => product_id);
    const product = products.find((id, at) => products.indexOf(id) < at) ?? products[0] ?? '';
    const { customers } = await call('customers.list', { limit: 1 });
    return {
      order: `orders/${orders[0]?.id ?? ''}`,
      product: `goods/${product}`,
      customer: `customers/${customers[0]?.id ?? ''}`,
    };
  });
}

/** Makes this desk speak a language. */
async function speak(language: Language): Promise<void> {
  await desk.as(async (call) => {
    const state = await call('desk.state', {});
    await call('settings.set', { key: `desk.${state.desk?.id ?? ''}.language`, value: language });
  });
}

/** Rings up a sale that stays on the counter. */
async function ring(page: Page): Promise<void> {
  const counter = new CounterPage(page);
  const found = await desk.as((call) => call('goods.search', { text: 'кава', limit: 4 }));
  for (const { sku } of found) {
    // eslint-disable-next-line no-await-in-loop -- a clerk takes one thing after the other
    await counter.type(sku);
    // eslint-disable-next-line no-await-in-loop
    await counter.press('Enter');
    // eslint-disable-next-line no-await-in-loop
    await page.getByText(sku).first().waitFor();
  }
}

async function visit(page: Page, route: string): Promise<void> {
  await page.evaluate(async (to) => {
    location.hash = `#/${to}`;
    // The screen before is gone by then; one that is opened for the first time is fetched first.
    await new Promise((gone) => requestAnimationFrame(() => requestAnimationFrame(gone)));
  }, route);
  await page.waitForFunction(() => document.querySelector('main')?.textContent !== '');
}

/** Keeps the screen as it is now in every size and look. */
async function take(page: Page, language: Language, name: string): Promise<void> {
  await page.waitForFunction((tag) => document.documentElement.lang === tag, language);
  for (const size of sizes) {
    // eslint-disable-next-line no-await-in-loop -- one page, in one size and look after the other
    await page.setViewportSize(size);
    for (const look of looks) {
      // eslint-disable-next-line no-await-in-loop
      await page.emulateMedia({ colorScheme: look, reducedMotion: 'reduce' });
      // eslint-disable-next-line no-await-in-loop
      await page.waitForFunction(
        (scheme) => document.documentElement.dataset.mantineColorScheme === scheme,
        look,
      );
      const folder = join(kept, `${language}-${look}-${size.width}`);
      // eslint-disable-next-line no-await-in-loop
      await mkdir(folder, { recursive: true });
      // eslint-disable-next-line no-await-in-loop
      await settle(page, join(folder, `${name}.png`));
    }
  }
}

// What still moves after so many looks will not come to rest.
const looks_max = 20;

/** Looks until two pictures are the same, and keeps the last one at `path`, if there is one. */
async function settle(page: Page, path?: string): Promise<void> {
  let before: Buffer | undefined;
  for (let look = 0; look < looks_max; look += 1) {
    // eslint-disable-next-line no-await-in-loop -- each look is compared with the one before
    const now = await page.screenshot({ ...(path && { path }), caret: 'hide' });
    if (before?.equals(now)) return;
    before = now;
  }
}
