import { describe, expect, it } from 'vitest';
import { Burst, typed } from './burst';

/** Presses the keys of a text in the US layout, `gap_ms` apart, and Enter; answers what the burst made of it. */
function press(codes: readonly string[], gap_ms: number, shift: readonly number[] = []): string | undefined {
  const burst = new Burst();
  let code: string | undefined;
  for (const [at, name] of [...codes, 'Enter'].entries()) {
    code = burst.press({
      code: name,
      shiftKey: shift.includes(at),
      ctrlKey: false,
      altKey: false,
      metaKey: false,
      timeStamp: 1000 + at * gap_ms,
    });
  }
  return code;
}

/** Presses the keys of an EAN as a scanner that is held up once, after so many keys. */
function heldUp(keys: number, held_up_ms: number): string | undefined {
  const burst = new Burst();
  let code: string | undefined;
  for (const [at, name] of [...ean, 'Enter'].entries()) {
    code = burst.press({
      code: name,
      timeStamp: at * 6 + (at >= keys ? held_up_ms : 0),
      shiftKey: false,
      ctrlKey: false,
      altKey: false,
      metaKey: false,
    });
  }
  return code;
}

const ean = Array.from('4820024700016', (digit) => `Digit${digit}`);

describe('a burst of keys', () => {
  it('is a code when it is faster than anybody types', () => {
    expect(press(ean, 8)).toBe('4820024700016');
  });

  it('is typing when a person pauses between keys', () => {
    expect(press(ean, 90)).toBeUndefined();
  });

  it.each([120, 1200])('is one code though the machine was held up in the middle for %d ms', (held_up_ms) => {
    expect(heldUp(6, held_up_ms)).toBe('4820024700016');
  });

  it('begins anew after a pause when a person may have typed what came before', () => {
    expect(heldUp(2, 1200)).toBe('20024700016');
    expect(heldUp(6, 5000)).toBe('4700016');
    expect(heldUp(ean.length, 1200)).toBeUndefined();
  });

  it('is read by the places of the keys, so that a Cyrillic layout changes nothing', () => {
    expect(press(['KeyR', 'KeyA', 'Digit4', 'Minus', 'KeyU'], 5, [0, 1, 4])).toBe('RA4-U');
  });

  it('is no code when it is shorter than codes are', () => {
    expect(press(['Digit1', 'Digit2', 'Digit3'], 5)).toBeUndefined();
  });

  it('loses the mark of the kind of code', () => {
    expect(press(['BracketRight', 'KeyE', 'Digit0', ...ean], 5, [1])).toBe('4820024700016');
  });

  it('begins anew after a pause, so that what was typed before a scan is not part of it', () => {
    const burst = new Burst();
    const key = (code: string, timeStamp: number) =>
      burst.press({ code, timeStamp, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false });
    key('KeyK', 0);
    for (const [at, code] of ean.entries()) key(code, 500 + at * 5);
    expect(key('Enter', 500 + ean.length * 5)).toBe('4820024700016');
  });
});

it('reads the separator of GS1 codes, which has no key of its own', () => {
  const key = { code: 'BracketRight', shiftKey: false, altKey: false, metaKey: false, timeStamp: 0 };
  expect(typed({ ...key, ctrlKey: true })).toBe('\u001d');
});
