import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { DeskError } from '../../bridge';
import type { Page } from '../sync';
import { At, hryvnia, live, playDesk } from '../../testing/desk';
import { show } from '../../testing/show';
import { HubPart } from './HubPart';

const page: Page = {
  state: live,
  sentence: 'safe',
  desk: { shop_id: 's', id: 'd1', series: 'A', name: 'Каса 1', currency: hryvnia, demo: false },
  hub: 'wss://hub.example:8443/sync',
  peers: [],
  peers_at: 1,
  unsent: { batches: [], total: 0 },
  refused: [],
};

async function open(answers: Parameters<typeof playDesk>[0]) {
  const desk = playDesk({ 'sync.page': page, ...answers });
  show(
    <At>
      <HubPart />
    </At>,
  );
  await screen.findByRole('textbox', { name: 'Адреса сервера' });
  return desk;
}

async function move() {
  fireEvent.change(screen.getByRole('textbox', { name: 'Адреса сервера' }), {
    target: { value: 'hub.example:9000' },
  });
  fireEvent.click(screen.getByRole('button', { name: 'Запам’ятати адресу' }));
  await waitFor(() => expect(screen.queryByText(/не відповідає|Це не адреса/)).toBeTruthy());
}

test('an address where nobody answers is kept, and the screen says so', async () => {
  const { asked } = await open({ 'sync.move': { ...live, phase: 'offline', why: 'sync.why.line' } });
  await move();
  expect(asked.find(({ method }) => method === 'sync.move')?.params).toEqual({ url: 'hub.example:9000' });
});

test('what is no address is said, and stays in the field to be mended', async () => {
  await open({ 'sync.move': new DeskError({ code: 'sync.address' }) });
  await move();
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Адреса сервера' }).value).toBe(
    'hub.example:9000',
  );
});

test('a till that the hub does not know may be given a new invite', async () => {
  await open({});
  fireEvent.click(screen.getByRole('button', { name: 'Ввести нове запрошення' }));
  expect(screen.getByRole('textbox', { name: 'Запрошення' })).toBeTruthy();
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Назва цієї каси' }).value).toBe('');
});
