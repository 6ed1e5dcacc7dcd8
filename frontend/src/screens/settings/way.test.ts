import { expect, test } from 'vitest';
import {
  firstWay,
  forLabels,
  guessOf,
  inDots,
  isSilent,
  mayBeSilent,
  readWay,
  setSilent,
  writeWay,
} from './way';

test('a printer that was set as an address alone is read, and kept with all that is known of it', () => {
  expect(readWay('system:Zebra')).toEqual({ address: 'system:Zebra' });
  const way = { address: 'tcp:10.0.0.7', language: 'zpl' as const, dpi: 300 };
  expect(readWay(writeWay(way))).toEqual(way);
  expect(readWay('{broken')).toEqual({ address: '' });
  expect(writeWay({ address: '', language: 'zpl' })).toBe('');
});

test('a printer that says nothing of itself gets what is likeliest for its paper', () => {
  const found = { address: 'system:TM', kind: 'system', title: 'TM', default: false, state: 'ready' };
  const named = { ...found, language: 'escpos', guess: 'name' } as const;
  expect(firstWay('system:TM', named, 'label').language).toBe('escpos');
  expect(firstWay('tcp:10.0.0.7', undefined, 'label').language).toBe('zpl');
  expect(firstWay('device:/dev/usb/lp0', { ...found, language: '', guess: '' }, 'receipt').language).toBe(
    'escpos',
  );
  expect(firstWay('tcp:10.0.0.7', undefined, 'invoice').language).toBe('pdf');
  expect(firstWay('ipp://10.0.0.7/ipp/print', undefined, 'label').language).toBe('pdf');
});

test('only printers of dots are asked about dots', () => {
  expect(inDots({ address: 'x' })).toBe(false);
  expect(inDots({ address: 'x', language: 'png' })).toBe(true);
  expect(forLabels({ address: 'x', language: 'escpos' })).toBe(false);
  expect(forLabels({ address: 'x', language: 'epl' })).toBe(true);
});

test('how a language was guessed is told until another one is chosen', () => {
  const found = [
    {
      address: 'system:TM',
      kind: 'system',
      title: 'TM',
      default: false,
      state: 'ready',
      language: 'escpos',
      guess: 'name',
    },
  ] as const;
  expect(guessOf({ address: 'system:TM', language: 'escpos' }, found)).toBe('name');
  expect(guessOf({ address: 'system:TM', language: 'pdf' }, found)).toBe('');
  expect(guessOf({ address: 'tcp:10.0.0.7', language: 'escpos' }, found)).toBe('');
});

test('a network printer that never answers is told so in its address', () => {
  const way = { address: 'tcp:10.0.0.7:9100', language: 'zpl' as const };
  const silent = setSilent(setSilent(way, true), true);
  expect(silent).toEqual({ ...way, address: 'tcp:10.0.0.7:9100?waiteof=no' });
  expect([isSilent(way), isSilent(silent)]).toEqual([false, true]);
  expect(setSilent(silent, false)).toEqual(way);
  expect([mayBeSilent(way), mayBeSilent({ address: 'system:Zebra' })]).toEqual([true, false]);
});
