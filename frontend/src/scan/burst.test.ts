import { describe, expect, it } from 'vitest';
import { Burst, provesItself } from './burst';
import { defaultScanner, type ScannerSettings } from './settings';

const ean = '4820024700016';

/** Presses the letters of a text at these times and a line end after the last; answers the code, if there is one. */
function ended(
  text: string,
  at_ms: readonly number[],
  end_ms: number,
  settings: Partial<ScannerSettings> = {},
) {
  const burst = new Burst<undefined>({ ...defaultScanner, ...settings });
  for (const [at, letter] of Array.from(text).entries()) burst.press(letter, at_ms[at] ?? 0, undefined);
  return burst.ends(end_ms) ? burst.text : undefined;
}

/** The same with even gaps. */
function even(text: string, gap_ms: number, settings: Partial<ScannerSettings> = {}) {
  const times = Array.from(text, (_, at) => 1000 + at * gap_ms);
  return ended(text, times, 1000 + text.length * gap_ms, settings);
}

/** A scanner that is held up once, after so many keys. */
function heldUp(keys: number, held_up_ms: number) {
  const times = Array.from(ean, (_, at) => at * 6 + (at >= keys ? held_up_ms : 0));
  return ended(ean, times, ean.length * 6 + held_up_ms);
}

describe('a burst of keys', () => {
  it('is a code when it is faster than anybody types', () => {
    expect(even(ean, 8)).toBe(ean);
    expect(even('SPN-1', 12)).toBe('SPN-1');
  });

  it.each([28, 35, 45, 60, 90])('is typing with %d ms between two keys', (gap_ms) => {
    expect(even(ean, gap_ms)).toBeUndefined();
  });

  it('is typing when a few keys of many are quick', () => {
    const times = [0, 30, 55, 160, 190, 300, 330, 350, 470, 500, 530, 640, 670];
    expect(ended(ean, times, 690)).toBeUndefined();
  });

  it.each([60, 120, 1200])('is one code though it was held up in the middle for %d ms', (held_up_ms) => {
    expect(heldUp(6, held_up_ms)).toBe(ean);
  });

  it('is a code though single gaps are longer than the others', () => {
    const times = [0, 8, 16, 52, 60, 68, 76, 112, 120, 128, 136, 144, 180];
    expect(ended(ean, times, 190)).toBe(ean);
  });

  it('may begin unevenly once', () => {
    expect(heldUp(1, 70)).toBe(ean);
    expect(heldUp(3, 120)).toBe(ean);
  });

  it('begins anew after a pause when a person may have typed what came before', () => {
    expect(heldUp(2, 1200)).toBe(ean.slice(2));
    expect(heldUp(6, 5000)).toBe(ean.slice(6));
    expect(heldUp(ean.length, 1200)).toBeUndefined();
  });

  it('does not begin with what a person typed just before', () => {
    const person = [0, 100, 200];
    const scanner = Array.from(ean, (_, at) => 290 + at * 8);
    expect(ended(`abc${ean}`, [...person, ...scanner], 400)).toBe(ean);
  });

  it.each([28, 35, 40])('does not begin with what a person typed %d ms a key just before', (gap_ms) => {
    const person = Array.from('two days', (_, at) => at * gap_ms);
    const scanner = Array.from(ean, (_, at) => 7 * gap_ms + 110 + at * 8);
    expect(ended(`two days${ean}`, [...person, ...scanner], 7 * gap_ms + 110 + 13 * 8)).toBe(ean);
  });

  it('is typing again when a person goes on after it', () => {
    const times = [...Array.from('qwerty', (_, at) => at * 20), 400, 700, 1000, 1300];
    expect(ended('qwertyhand', times, 1310)).toBeUndefined();
  });

  it('is no code when it is shorter than codes are', () => {
    expect(even('123', 5)).toBeUndefined();
    expect(even('12345', 5, { length_min: 6 })).toBeUndefined();
  });

  it('of a slow scanner is a code once the gap is set', () => {
    expect(even(ean, 75)).toBeUndefined();
    expect(even(ean, 75, { gap_ms: 130 })).toBe(ean);
  });

  it('is certain with the sixth key, after a prefix with the first of the code', () => {
    const certainAt = (text: string, settings: Partial<ScannerSettings> = {}) => {
      const burst = new Burst<undefined>({ ...defaultScanner, ...settings });
      return Array.from(text).findIndex((letter, at) => burst.press(letter, at * 9, undefined)) + 1;
    };
    expect(certainAt(ean)).toBe(6);
    expect(certainAt(`~${ean}`, { prefix: '~' })).toBe(2);
  });
});

describe('a burst without a line end', () => {
  function paused(text: string, settings: Partial<ScannerSettings>, held_up_ms = 0) {
    const burst = new Burst<undefined>({ ...defaultScanner, ...settings });
    for (const [at, letter] of Array.from(text).entries())
      burst.press(letter, at * 8 + (at > 6 ? held_up_ms : 0), undefined);
    return burst.endsByPause();
  }

  it('is a code when the scanner is known to send none', () => {
    expect(paused('CUP-350', { suffix: 'none' })).toBe(true);
    expect(paused('CUP-3', { suffix: 'none' })).toBe(false);
    expect(paused(ean, { suffix: 'none' }, 100)).toBe(false);
  });

  it('is a code by itself only when it proves itself', () => {
    expect(paused(ean, {})).toBe(true);
    expect(paused('4820024700017', {})).toBe(false);
    expect(paused(ean, { suffix: 'enter' })).toBe(false);
  });
});

it.each(['4820024700016', '96385074', '036000291452', ']C100106141412345678908', 'UB-0123456789ABCDEF'])(
  'sees that %s can only be a code',
  (text) => {
    expect(provesItself(text)).toBe(true);
  },
);

it.each(['0501234567', '380501234567', 'hello there', '12345'])('does not take %s for a code', (text) => {
  expect(provesItself(text)).toBe(false);
});
