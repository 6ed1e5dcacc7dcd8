import { expect, test } from 'vitest';
import type { Print, PrintRun } from '../../bridge';
import { inDoubt, isOpen, standing, toRows } from './row';

const run = (part: Partial<PrintRun>): PrintRun => ({
  id: 'r',
  document: 'label',
  at: 2,
  user: '',
  first: 'A1-000001',
  last: 'A1-000030',
  total: 30,
  printed: 0,
  waiting: 0,
  printing: 0,
  failed: 0,
  cancelled: 0,
  held: false,
  reason: '',
  printer: '',
  doubt_from: 0,
  doubt_to: 0,
  next: 0,
  noted: 0,
  ...part,
});

const print = (part: Partial<Print>): Print => ({
  id: 'p',
  order_id: 'o',
  number: 'A1-000001',
  document: 'receipt',
  copy: 0,
  printer: '',
  state: 'waiting',
  error: '',
  at: 1,
  user: '',
  ...part,
});

test('a run is one row among the papers that stand alone, the newest first', () => {
  const rows = toRows({
    prints: [print({ id: 'new', at: 3 }), print({ id: 'old', at: 1 })],
    runs: [run({})],
    waiting: 0,
    failed: 0,
    paused: false,
  });
  expect(rows.map(({ id }) => id)).toEqual(['new', 'r', 'old']);
});

test.each([
  ['doubt', { printed: 3, waiting: 17, failed: 10, held: true, reason: 'interrupted', doubt_from: 4 }],
  ['stopped', { printed: 3, waiting: 26, failed: 1, held: true, reason: 'printer_paper' }],
  ['paused', { printed: 3, waiting: 27, held: true }],
  ['printing', { printed: 3, waiting: 17, printing: 10 }],
  ['waiting', { waiting: 30 }],
  ['failed', { printed: 29, failed: 1 }],
  ['printed', { printed: 30, held: true, reason: 'printer_paper' }],
  ['cancelled', { cancelled: 30 }],
] as const)('a run is %s', (word, part) => {
  expect(standing(run(part))).toBe(word);
});

test('what is in doubt is asked about, and only what is not settled is open', () => {
  expect(inDoubt({ id: 'r', at: 0, run: run({ doubt_from: 1 }) })).toBe(true);
  expect(inDoubt({ id: 'p', at: 0, print: print({ state: 'failed', error: 'printer_paper' }) })).toBe(false);
  expect(inDoubt({ id: 'p', at: 0, print: print({ state: 'failed', doubt: true }) })).toBe(true);
  expect(isOpen({ id: 'r', at: 0, run: run({ printed: 30 }) })).toBe(false);
  expect(isOpen({ id: 'r', at: 0, run: run({ failed: 1 }) })).toBe(true);
  expect(isOpen({ id: 'p', at: 0, print: print({ state: 'printed' }) })).toBe(false);
});
