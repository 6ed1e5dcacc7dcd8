import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Way } from '../../bridge';
import { At, playDesk } from '../../testing/desk';
import { show } from '../../testing/show';
import { PrinterState } from './PrinterState';
import { PrinterTest } from './PrinterTest';

const receipts: Way = { address: 'tcp:10.0.0.7', language: 'escpos', drawer: true, dots: 384 };

function open(way: Way, status: unknown) {
  const desk = playDesk({ 'printers.status': status, 'printers.test': {} });
  show(
    <At>
      <PrinterState way={way} />
      <PrinterTest document="receipt" way={way} />
    </At>,
  );
  return desk;
}

const statuses = (asked: readonly { method: string }[]) =>
  asked.filter(({ method }) => method === 'printers.status').length;

test('what stops a printer is said in words, the first to mend first, and it is asked again', async () => {
  const { asked } = open(receipts, {
    state: 'stopped',
    problems: ['printer_open', 'printer_paper'],
    paper_low: false,
  });
  await screen.findByText(/головка принтера відкрита.*закінчився папір/);
  expect(asked[0]?.params).toEqual({ way: { address: 'tcp:10.0.0.7', language: 'escpos' } });
  fireEvent.click(screen.getByRole('button', { name: 'Спитати ще раз' }));
  await waitFor(() => expect(statuses(asked)).toBe(2));
});

test('a printer that is short of paper is well, and says so', async () => {
  open(receipts, { state: 'ready', problems: [], paper_low: true });
  await screen.findByText('Принтер друкує, та паперу лишилось мало.');
});

test('the drawer is tried where it is opened, and after a page the printer is asked how it is', async () => {
  const { asked } = open(receipts, { state: 'ready', problems: [], paper_low: false });
  await screen.findByText('Принтер каже, що готовий.');
  fireEvent.click(screen.getByRole('button', { name: 'Відкрити скриньку' }));
  await screen.findByText('Скриньці надіслано команду відкритися.');
  expect(asked.find(({ method }) => method === 'printers.test')?.params).toEqual({
    document: 'receipt',
    way: receipts,
    page: 'drawer',
  });
  await waitFor(() => expect(statuses(asked)).toBe(2));
});

test('a printer is offered only the pages that it has', async () => {
  open({ address: 'system:Office' }, { state: 'unknown', problems: [], paper_low: false });
  await screen.findByText('Про свій стан цей принтер не каже.');
  const names = screen.getAllByRole('button').map(({ textContent }) => textContent);
  expect(names).toEqual(['Спитати ще раз', 'Пробна сторінка']);
});
