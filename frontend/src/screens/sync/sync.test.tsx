import { fireEvent, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Screen, type Page } from '.';
import type { Peer, Waiting } from '../../bridge';
import { At, hryvnia, live, playDesk } from '../../testing/desk';
import { show } from '../../testing/show';
import { darkModules } from './QrCode';
import { sentenceOf } from './Sentence';

const page: Page = {
  state: live,
  sentence: 'safe',
  desk: { shop_id: 's', id: 'd1', series: 'A', name: 'Каса 1', currency: hryvnia, demo: false },
  hub: 'hub.example:8443',
  peers: [],
  peers_at: 1,
  unsent: { batches: [], total: 0 },
  refused: [],
};

const peer = (part: Partial<Peer>): Peer => ({
  id: 'd2',
  name: 'Каса 2',
  series: 'B',
  scope: 'clerk',
  this: false,
  online: false,
  heard_at: Date.now() - 40_500,
  revoked: false,
  ...part,
});

const batch = (intent: string, device_seq = 1): Waiting => ({
  device_seq,
  intent,
  at: 1,
  user: '',
  subjects: [],
  changes: 1,
});

async function open(shown: Page, answers: Parameters<typeof playDesk>[0] = {}, part = {}) {
  const desk = playDesk({ 'sync.page': shown, ...answers });
  show(
    <At sync={shown.state} {...part}>
      <Screen />
    </At>,
  );
  await screen.findByRole('heading', { level: 1 });
  return desk;
}

const press = (code: string) => void fireEvent.keyDown(document.body, { code });

test('work that waits is called by its name while all of it is sales', () => {
  const waits = (...intents: string[]): Page => ({
    ...page,
    sentence: 'waiting',
    state: { ...live, phase: 'offline', pending: intents.length },
    unsent: { batches: intents.map((intent) => batch(intent)), total: intents.length },
  });
  expect(sentenceOf(waits('sale', 'sale', 'sale'))).toEqual(['sentence.waiting.sales', { count: 3 }]);
  expect(sentenceOf(waits('sale', 'return'))).toEqual(['sentence.waiting', { count: 2 }]);
  // Of what is not listed nobody knows what it is.
  const many = waits('sale');
  expect(sentenceOf({ ...many, unsent: { ...many.unsent, total: 300 } })[0]).toBe('sentence.waiting');
  expect(sentenceOf({ ...page, sentence: 'sending' })).toEqual(['sentence.receiving', { count: 0 }]);
});

test('the page says in one sentence that three sales wait, and lists them', async () => {
  await open({
    ...page,
    sentence: 'waiting',
    state: { ...live, phase: 'offline', why: 'sync.why.line', pending: 3 },
    unsent: { batches: [1, 2, 3].map((seq) => batch('sale', seq)), total: 3 },
  });
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(
    'Усе збережено. 3 продажі чекають на зв’язок.',
  );
  expect(screen.getAllByText('Продано на касі')).toHaveLength(3);
});

test('each other till says when it was heard', async () => {
  await open({
    ...page,
    peers: [
      peer({}),
      peer({ id: 'd3', name: 'Каса 3', online: true }),
      peer({ id: 'd4', name: 'Каса 4', heard_at: 0 }),
      peer({ id: 'd5', name: 'Каса 5', revoked: true }),
      peer({ id: 'd1', name: 'Каса 1', this: true }),
    ],
  });
  const tills = [...screen.getByRole('region', { name: 'Інші каси' }).querySelectorAll('li')];
  expect(tills.map(({ textContent }) => textContent)).toEqual([
    expect.stringContaining('була на зв’язку 40 с тому'),
    expect.stringContaining('на зв’язку'),
    expect.stringContaining('ще не з’єднувалася'),
    expect.stringContaining('відключено'),
  ]);
});

test('a till that was online when the line broke is said to have been heard then', async () => {
  await open({
    ...page,
    state: { ...live, phase: 'offline' },
    peers: [peer({ online: true })],
    peers_at: Date.now() - 190_000,
  });
  const till = screen.getByRole('region', { name: 'Інші каси' }).querySelector('li')?.textContent;
  expect(till).toContain('була на зв’язку 3 хв тому');
});

test('of tills that the hub has not told of only the names are shown', async () => {
  await open({ ...page, peers: [peer({ heard_at: 0 })], peers_at: 0 });
  const tills = screen.getByRole('region', { name: 'Інші каси' });
  expect(tills.textContent).toContain('Сервер ще не розповів про інші каси.');
  expect(tills.querySelector('li')?.textContent).toMatch(/^Каса 2 · B/);
  expect(tills.textContent).not.toContain('ще не з’єднувалася');
});

test('a till is cut off only after it was said what that takes', async () => {
  const { asked } = await open({ ...page, peers: [peer({})] }, { 'sync.revoke': [] });
  fireEvent.click(screen.getByRole('button', { name: 'Відключити' }));
  expect(screen.getByText(/дані магазину зникнуть із неї/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Відключити касу' }));
  await screen.findByRole('button', { name: 'Відключити' });
  expect(asked.at(-1)).toEqual({ method: 'sync.revoke', params: { device: 'd2' } });
});

test('whoever may not set the shop up neither adds tills nor cuts them off', async () => {
  await open({ ...page, peers: [peer({})] }, {}, { rights: ['signed_in', 'sell'] });
  expect(screen.queryByRole('button', { name: /Додати касу|Відключити/ })).toBeNull();
});

test('a till without the owner’s scope is not offered what the hub would refuse it', async () => {
  await open({ ...page, state: { ...live, scope: 'manager' }, peers: [peer({})] });
  expect(screen.queryByRole('button', { name: /Додати касу|Відключити/ })).toBeNull();
});

test('an invite shows its text, its code and how long it is good', async () => {
  const text = 'prylavok://hub.example:8443/7K2M-9QXT-4WZD-H3NB?tls=1';
  const { asked } = await open(page, {
    'sync.invite': {
      text,
      role: 'clerk',
      expires_at: Date.UTC(2026, 11, 4, 12),
      qr: ['101', '011'],
      here_only: false,
    },
  });
  press('Insert');
  fireEvent.click(screen.getByRole('button', { name: 'Створити запрошення' }));
  expect((await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Запрошення' })).value).toBe(text);
  expect(screen.getByRole('img', { name: 'QR-код запрошення' })).toBeTruthy();
  expect(screen.getByText(/Діє для однієї каси, до 04.12.26/)).toBeTruthy();
  expect(asked.at(-1)).toEqual({ method: 'sync.invite', params: { role: 'clerk' } });
});

test('an invite that only this computer can use says so', async () => {
  await open(page, {
    'sync.invite': {
      text: 'prylavok://127.0.0.1:7480/7K2M-9QXT-4WZD-H3NB',
      role: 'clerk',
      expires_at: Date.UTC(2026, 11, 4, 12),
      qr: ['101', '011'],
      here_only: true,
    },
  });
  press('Insert');
  fireEvent.click(screen.getByRole('button', { name: 'Створити запрошення' }));
  expect(await screen.findByText(/Це запрошення діє лише на цьому комп’ютері/)).toBeTruthy();
});

test('a till that the hub does not know is offered a new invite', async () => {
  await open({
    ...page,
    sentence: 'stopped',
    state: { ...live, phase: 'stopped', why: 'sync.why.unknown' },
  });
  fireEvent.click(screen.getByRole('button', { name: 'Ввести нове запрошення' }));
  expect(location.hash).toBe('#/settings/hub');
});

test('a load shows its tiers by name, with exact figures', async () => {
  await open({
    ...page,
    sentence: 'loading',
    state: { ...live, phase: 'syncing', load: { why: 'first', tier: 2, done: 12_345, total: 40_210 } },
  });
  expect(screen.getByText('12 345 з 40 210')).toBeTruthy();
  expect(screen.getByText('Залишки, покупці та відкриті замовлення')).toBeTruthy();
  expect(screen.getByText(/Програму можна закрити/)).toBeTruthy();
});

test('a shop without a hub is told calmly how it gets one', async () => {
  await open({
    ...page,
    sentence: 'only_here',
    state: { ...live, hub: false, phase: 'none' },
    hub: '',
  });
  expect(screen.getByRole('button', { name: 'Під’єднати…' })).toBeTruthy();
  expect(screen.queryByRole('region', { name: 'Інші каси' })).toBeNull();
});

test('a QR code is drawn in runs, inside of its white margin', () => {
  expect(darkModules(['1101', '0010'])).toBe('M4 4h2v1h-2zM7 4h1v1h-1zM6 5h1v1h-1z');
});
