import { expect, it } from 'vitest';
import { characterOf, groupSeparator, letterOf, readKey } from './keys';

const bare = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };
const read = (code: string, held: Partial<typeof bare> = {}, { gs = 'auto', inBurst = false } = {}) =>
  readKey({ ...bare, ...held, code }, { gs, inBurst });

it('reads letters, digits and signs by the places of the US layout', () => {
  const places = ['KeyR', 'KeyA', 'Digit4', 'Minus', 'Slash', 'Quote', 'Numpad7', 'NumpadDecimal', 'Space'];
  expect(places.map((code) => letterOf({ ...bare, code })).join('')).toBe("ra4-/'7. ");
  expect(places.slice(0, 6).map((code) => letterOf({ ...bare, shiftKey: true, code }))).toEqual(
    Array.from('RA$_?"'),
  );
});

it('reads the separator of GS1 codes however a scanner sends it', () => {
  const separator = { kind: 'letter', letter: groupSeparator };
  expect(read('BracketRight', { ctrlKey: true })).toEqual(separator);
  expect(read('F8')).toEqual(separator);
  expect(read('F8', {}, { gs: 'F8' })).toEqual(separator);
  expect(read('Backslash', { shiftKey: true }, { gs: '|' })).toEqual(separator);
  expect(read('F8', {}, { gs: '|' })).toEqual({ kind: 'other' });
});

it('leaves keys with Ctrl to the person, unless a scanner has just typed', () => {
  expect(read('Minus', { ctrlKey: true })).toEqual({ kind: 'other' });
  expect(read('KeyM', { ctrlKey: true })).toEqual({ kind: 'other' });
  expect(read('KeyM', { ctrlKey: true }, { inBurst: true })).toEqual({ kind: 'end' });
  expect(read('Digit6', { ctrlKey: true, shiftKey: true }, { inBurst: true })).toEqual({
    kind: 'letter',
    letter: '\u001e',
  });
});

it('reads characters that are typed by their number', () => {
  expect(read('Numpad0', { altKey: true })).toEqual({ kind: 'number', digit: '0' });
  expect(read('Digit1', { altKey: true })).toEqual({ kind: 'other' });
  expect(['065', '0065', '029', '65', '0200'].map(characterOf)).toEqual([
    'A',
    'A',
    groupSeparator,
    undefined,
    undefined,
  ]);
});
