import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { closeBrowser, expectAccessible, expectQuiet, openPage } from './browser';
import { Desk, owner } from './desk';
import { goods, stockShelves } from './factories';
import { Hub } from './hub';
import { FramePage } from './pages/FramePage';
import { JoinPage } from './pages/JoinPage';
import { OrdersPage } from './pages/ListsPage';
import { LockPage } from './pages/LockPage';
import { NeedsPage } from './pages/NeedsPage';
import { SyncPage } from './pages/SyncPage';

// Two tills of one shop and the hub between them, seen from both screens. The tests follow one another as a week does.

let hub: Hub;
let first: Desk;
let second: Desk;
let one: Page;
let two: Page;
let offers: Record<keyof typeof goods, string>;

beforeAll(async () => {
  hub = await Hub.start();
  first = await Desk.withShop();
  offers = await stockShelves(first, goods);
  one = await openPage(first.address);
  await new LockPage(one).enter(owner.pin);
  await new FramePage(one).rail.waitFor();
  second = await Desk.start();
  two = await openPage(second.address, { beside: true });
});
afterEach(() => expectQuiet());
afterAll(async () => {
  await closeBrowser();
  await Promise.all([first.stop(), second.stop()]);
  await hub.stop();
});

/** Sells one piece at a till and gives the order's number. */
async function sell(desk: Desk, offer: string): Promise<string> {
  return desk.as(async (call) => {
    const { basket } = await call('counter.add', { offer_id: offer });
    const { number } = await call('counter.finish', { basket: basket.id, payments: [], print: false });
    return number;
  });
}

async function found(desk: Desk, name: keyof typeof goods) {
  const list = await desk.as((call) => call('goods.search', { text: goods[name].sku }));
  return list.find(({ id }) => id === offers[name]);
}

async function setPrice(desk: Desk, name: keyof typeof goods, price: number): Promise<void> {
  const offer = await found(desk, name);
  await desk.as(async (call) => {
    const product = await call('goods.get', { id: offer?.product_id ?? '' });
    await call('goods.save', { ...product, offers: product.offers.map((each) => ({ ...each, price })) });
  });
}

/** Opens the part of the settings about the hub. */
async function openHubSettings(page: Page): Promise<void> {
  await page.evaluate(() => {
    location.hash = '#/settings/hub';
  });
  await page.getByRole('textbox', { name: 'Адреса сервера' }).waitFor();
}

/** Both tills are told to try the line now, and have sent and heard everything. */
async function settle(): Promise<void> {
  for (const page of [one, two]) {
    const sync = new SyncPage(page);
    // eslint-disable-next-line no-await-in-loop -- one till after the other
    await sync.open();
    // eslint-disable-next-line no-await-in-loop
    await page.keyboard.press('F5');
    // eslint-disable-next-line no-await-in-loop
    await sync.badge('Усе передано').waitFor();
  }
}

test('a shop that lived on one computer moves to a hub', async () => {
  const sync = new SyncPage(one);
  await sync.badge('Лише на цьому комп’ютері').click();
  await sync.sentence('Усе збережено на цьому комп’ютері.').waitFor();
  await expectAccessible(one, 'sync-alone');
  await one.getByRole('button', { name: 'Під’єднати…' }).press('Enter');
  const join = new JoinPage(one);
  await join.invite.waitFor();
  await expectAccessible(one, 'settings-hub');
  await join.join(hub.addShop('Кавова лавка'), 'Каса біля входу');
  await sync.sentence('Усе збережено й передано.').waitFor();
  await sync.badge('Усе передано').waitFor();
  await expectAccessible(one, 'sync');
}, 90_000);

test('a new till says in words why an invite is none, and joins with one that is', async () => {
  const join = new JoinPage(two);
  await join.open();
  await expectAccessible(two, 'join');
  await join.join('перше-ліпше', 'Каса 2');
  await join.refusal.filter({ hasText: 'Це не запрошення' }).waitFor();
  // What was typed stays there to be mended.
  expect(await join.invite.inputValue()).not.toBe('');
  // One that the hub does not know is refused there, and is before whoever typed it too.
  await join.join(hub.invite('manager').replace(/.{4}$/u, '0000'), 'Каса 2');
  await join.refusal.filter({ hasText: 'Запрошення вже використано' }).waitFor();
  expect(await join.invite.inputValue()).toContain('0000');
  await join.join(hub.invite('manager'), 'Каса 2');
  await new LockPage(two).enter(owner.pin);
  await new FramePage(two).rail.waitFor();
  await new SyncPage(two).badge('Усе передано').waitFor();
  expect((await found(second, 'cup'))?.price).toBe(goods.cup.price);
});

test('each till sees when the other was heard', async () => {
  const sync = new SyncPage(one);
  await sync.open();
  await sync.part('Інші каси').getByText('Каса 2').waitFor();
  await sync.part('Інші каси').getByText('на зв’язку').waitFor();
  await one.keyboard.press('F6');
  await sync.part('Ця каса').getByText('копії однакові').waitFor();
});

test('an order made on one till appears on the other’s screen without a refresh', async () => {
  const orders = new OrdersPage(two);
  await orders.open();
  await orders.view('Усі').click();
  await orders.grid.waitFor();
  // What the list begins with is nothing new, so the first one only shows that the list is there.
  await orders.row(await sell(first, offers.cup)).waitFor();
  const number = await sell(first, offers.cup);
  const lit = two.locator('[data-fresh="true"]').filter({ hasText: number });
  await lit.waitFor();
  await lit.waitFor({ state: 'detached' });
});

test('the badge tells what is unsent while the hub is away, and drains when it is back', async () => {
  const sync = new SyncPage(two);
  await hub.cut();
  await sync.badge('Без зв’язку').waitFor();
  const number = await sell(second, offers.cup);
  await sync.badge('Без зв’язку · не передано 1').click();
  await sync.sentence('Усе збережено. 1 продаж чекає на зв’язок.').waitFor();
  await sync.part('Ще не передано').getByText(`замовлення ${number}`).waitFor();
  await expectAccessible(two, 'sync-offline');
  await hub.mend();
  await two.keyboard.press('F5');
  await sync.sentence('Усе збережено й передано.').waitFor();
  await sync.badge('Усе передано').waitFor();
  const orders = new OrdersPage(one);
  await orders.open();
  await orders.view('Усі').click();
  await one.keyboard.press('F5');
  await orders.row(number).waitFor();
});

test('a clash is told in words, and decided by keyboard', async () => {
  await hub.cut();
  await setPrice(first, 'coffee', 61500);
  await setPrice(second, 'coffee', 62500);
  await hub.mend();
  await settle();
  await new SyncPage(one).badge('1 справа чекає на вас').waitFor();
  const needs = new NeedsPage(one);
  await needs.open();
  await needs.title('Кава зернова Ефіопія: ціна').waitFor();
  const told = async (side: 'Діє зараз' | 'Не взято') =>
    ((await needs.side(side).textContent()) ?? '').replace(/\s/gu, ' ');
  // Which till the hub heard first is chance.
  const sides = [await told('Діє зараз'), await told('Не взято')].toSorted().join('\n');
  expect(sides).toMatch(/640,00 ₴ → 615,00 ₴Олена · ця каса/);
  expect(sides).toMatch(/640,00 ₴ → 625,00 ₴Олена · Каса 2/);
  await expectAccessible(one, 'needs-clash');
  await needs.answer('Повернути 640,00').waitFor();
  await one.keyboard.press('3');
  await one.getByText('Нічого не чекає').waitFor();
  await new SyncPage(two).badge('Усе передано').waitFor();
  for (const desk of [first, second]) {
    // eslint-disable-next-line no-await-in-loop
    await expect.poll(async () => (await found(desk, 'coffee'))?.price).toBe(goods.coffee.price);
  }
});

test('a line that was cancelled while its order was shipped is still there, and somebody is asked', async () => {
  const id = await first.as(async (call) => {
    await call('counter.add', { offer_id: offers.coffee });
    await call('counter.park', { note: 'по телефону' });
    return (await call('orders.list', { status: ['parked'] })).orders[0]?.id ?? '';
  });
  await settle();
  await hub.cut();
  await first.as(async (call) => {
    await call('orders.set_status', { order_id: id, status: 'confirmed' });
    await call('orders.set_status', { order_id: id, status: 'shipped' });
  });
  await second.as(async (call) => {
    const [line] = (await call('orders.get', { id })).items;
    await call('orders.cancel_line', { order_id: id, line: line?.id ?? '', reason: 'Нема в наявності' });
  });
  await hub.mend();
  await settle();
  const needs = new NeedsPage(two);
  await needs.open();
  await needs.matter('одна каса прибрала, друга віддала замовлення').waitFor();
  expect(await needs.side('Діє зараз').textContent()).toMatch(/Вийшло із замовленням.*Каса/);
  expect(await needs.side('Не взято').textContent()).toMatch(/Скасовано: Нема в наявності.*ця каса/);
  await expectAccessible(two, 'needs-handed');
  await two.keyboard.press('1');
  await two.getByText('Нічого не чекає').waitFor();
  await new SyncPage(one).badge('Усе передано').waitFor();
});

test('the last piece sold twice is one task that names both orders', async () => {
  await hub.cut();
  const numbers = [await sell(first, offers.filter), await sell(second, offers.filter)];
  await hub.mend();
  await settle();
  const needs = new NeedsPage(two);
  await needs.open();
  await needs.title('Фільтр V60 №2, 100 шт: бракує 1').waitFor();
  for (const number of numbers) {
    // eslint-disable-next-line no-await-in-loop
    await two.getByRole('link', { name: number }).waitFor();
  }
  await expectAccessible(two, 'needs-shortage');
  await two.keyboard.press('3');
  await needs.matter('чекає на поставку').waitFor();
});

test('the hub moves to another port, and a till is told where', async () => {
  const sync = new SyncPage(two);
  const address = await hub.move();
  await sync.badge('Без зв’язку').waitFor();
  await openHubSettings(two);
  const field = two.getByRole('textbox', { name: 'Адреса сервера' });
  await field.fill('https://hub');
  await two.keyboard.press('Enter');
  await two.getByRole('alert').filter({ hasText: 'Це не адреса сервера' }).waitFor();
  await expectAccessible(two, 'settings-hub-moved');
  await field.fill(address);
  await two.keyboard.press('Enter');
  await two.getByText('Сервер відповідає за цією адресою').waitFor();
  await sync.badge('Усе передано').waitFor();
  // The other till is let in once more by an invite of the same shop.
  await openHubSettings(one);
  await one.getByRole('button', { name: 'Ввести нове запрошення' }).press('Enter');
  await new JoinPage(one).join(hub.invite('owner'), 'Каса біля входу');
  await new SyncPage(one).badge('Усе передано').waitFor();
});

test('an invite is made at the till, and a till that is cut off shows that', async () => {
  const sync = new SyncPage(one);
  await sync.open();
  await one.keyboard.press('Insert');
  await one.getByRole('button', { name: 'Створити запрошення' }).press('Enter');
  await one.getByRole('img', { name: 'QR-код запрошення' }).waitFor();
  await one.getByText('Це запрошення діє лише на цьому комп’ютері').waitFor();
  await expectAccessible(one, 'sync-invite');
  await one.keyboard.press('Escape');
  const tills = sync.part('Інші каси');
  await tills.getByRole('button', { name: 'Відключити' }).press('Enter');
  await one.getByText('дані магазину зникнуть із неї').waitFor();
  await tills.getByRole('button', { name: 'Відключити касу' }).press('Enter');
  // It hears of it when it comes back to the hub, and cleans its files first.
  await two.getByRole('heading', { name: 'Цю касу відключено від магазину' }).waitFor({ timeout: 30_000 });
  await expectAccessible(two, 'removed');
}, 90_000);
