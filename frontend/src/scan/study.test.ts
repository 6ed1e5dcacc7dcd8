import { describe, expect, it } from 'vitest';
import type { RawKey } from './rawKey';
import { defaultScanner, type ScannerSettings } from './settings';
import { scansOf, study } from './study';

const ukrainian: Record<string, string> = { t: 'е', e: 'у', s: 'і', n: 'т', d: 'в' };

type Way = {
  gap_ms?: number;
  end?: string;
  layout?: Record<string, string>;
  gs?: string;
  capsLock?: boolean;
};

/** The keys of three scans of a text. "|" is the group separator. */
function scanned(
  text: string,
  { gap_ms = 9, end = 'Enter', layout = {}, gs = 'Ctrl', capsLock = false }: Way = {},
) {
  const keys: RawKey[] = [];
  for (let scan = 0; scan < 3; scan += 1) {
    let at_ms = scan * 2000;
    const press = (code: string, key: string, held: Partial<RawKey> = {}) => {
      const bare = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, up: false };
      keys.push({ code, key, ...bare, capsLock, at_ms, ...held });
      at_ms += gap_ms;
    };
    for (const letter of text) {
      if (letter === '|') {
        if (gs === 'Ctrl') press('BracketRight', ']', { ctrlKey: true });
        if (gs === 'F8') press('F8', 'F8');
        if (gs === '~') press('Backquote', '~', { shiftKey: true });
      } else if (/\d/.test(letter)) press(`Digit${letter}`, letter);
      else if (letter === '-') press('Minus', '-');
      else if (letter === '#') press('Digit3', '#', { shiftKey: true });
      else {
        const key = layout[letter.toLowerCase()] ?? letter;
        press(`Key${letter.toUpperCase()}`, key, { shiftKey: /[A-Z]/.test(letter) });
      }
    }
    if (end !== '') press(end, end);
  }
  return keys;
}

function found(keys: RawKey[], now: Partial<ScannerSettings> = {}) {
  const { findings, change, texts } = study(scansOf(keys), { ...defaultScanner, ...now });
  return {
    names: findings.map(({ name }) => name),
    amiss: findings.filter(({ amiss }) => amiss).length,
    change,
    texts,
  };
}

describe('three test scans', () => {
  it('of a scanner that is well need nothing', () => {
    const { names, amiss, change, texts } = found(scanned('CUP-350'));
    expect(names).toEqual(['layout.us', 'suffix.enter', 'speed']);
    expect([amiss, change, texts]).toEqual([0, {}, ['CUP-350', 'CUP-350', 'CUP-350']]);
  });

  it('tell the layout of the system, unless they have no letters', () => {
    expect(found(scanned('Test-1', { layout: ukrainian })).names).toContain('layout.uk');
    expect(found(scanned('Test-1', { layout: { ...ukrainian, s: 'ы' } })).names).toContain('layout.ru');
    expect(found(scanned('4820024700016')).names).toContain('layout.unknown');
  });

  it('tell that CapsLock is on', () => {
    expect(found(scanned('CUP-350', { capsLock: true })).names).toContain('caps');
  });

  it('set a scanner right that sends no line end', () => {
    const { names, change } = found(scanned('4820024700016', { end: '' }));
    expect(names).toContain('suffix.none');
    expect(change).toEqual({ suffix: 'none' });
  });

  it('set a slow scanner right, and not one that is as slow as a person', () => {
    expect(found(scanned('4820024700016', { gap_ms: 60 })).change).toEqual({ gap_ms: 110 });
    expect(found(scanned('4820024700016', { gap_ms: 180 }))).toMatchObject({ amiss: 1, change: {} });
  });

  it('tell how the separator comes', () => {
    const test = 'Test-1|End-2';
    expect(found(scanned(test)).names).toContain('gs');
    expect(found(scanned(test, { gs: 'F8' })).names).toContain('gs');
    expect(found(scanned(test, { gs: '~' })).change).toEqual({ gs: '~' });
    expect(found(scanned(test, { gs: '' })).names).toContain('gs.lost');
  });

  it('tell what the scanner puts before each code', () => {
    expect(found(scanned('#Test-1|End-2')).change).toEqual({ prefix: '#' });
    expect(found(scanned('#4820024700016')).change).toEqual({ prefix: '#' });
    expect(found(scanned('#4820024700016'), { prefix: '#' }).change).toEqual({});
  });
});
