import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fieldOf } from './fields';
import { Listener } from './listener';
import { defaultScanner } from './settings';

let now_ms = 0;
let stop = () => {};
let heard: string[];
let pressed: string[];
let commands: Set<string>;
let home: HTMLInputElement | undefined;
let wanted = true;
let listener: Listener;

const clock = vi.spyOn(performance, 'now').mockImplementation(() => now_ms);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  [heard, pressed, commands, home] = [[], [], new Set(), undefined];
  listener = new Listener({
    wanted: () => wanted,
    heard: (code) => heard.push(code),
    isCommand: ({ code }) => commands.has(code),
    home: () => home,
  });
  const forget = listener.listen();
  const hear = (event: KeyboardEvent) => {
    if (!event.defaultPrevented) pressed.push(event.code);
    if (commands.has(event.code)) event.preventDefault();
  };
  window.addEventListener('keydown', hear);
  stop = () => {
    forget();
    window.removeEventListener('keydown', hear);
  };
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  document.body.replaceChildren();
  clock.mockClear();
});

/** Lets time pass, with the timers that end in it. */
function wait(wait_ms: number) {
  now_ms += wait_ms;
  vi.advanceTimersByTime(wait_ms);
}

type Held = Partial<Pick<KeyboardEventInit, 'shiftKey' | 'ctrlKey' | 'altKey' | 'repeat'>>;

function send(kind: 'keydown' | 'keyup', code: string, key: string, held: Held = {}): boolean {
  const event = new KeyboardEvent(kind, { code, key, ...held, bubbles: true, cancelable: true });
  Object.defineProperty(event, 'timeStamp', { value: now_ms });
  return (document.activeElement ?? document.body).dispatchEvent(event);
}

/** Presses a key as the system does: what the page leaves to it is typed into the field that has the focus. */
function press(code: string, key = '', held: Held = {}) {
  const target = document.activeElement ?? document.body;
  const field = fieldOf(target);
  if (send('keydown', code, key, held) && field && key.length === 1 && !held.ctrlKey && !held.altKey) {
    const at = field.selectionStart ?? field.value.length;
    field.setRangeText(key, at, field.selectionEnd ?? at, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  send('keyup', code, key, held);
}

function place(letter: string): string {
  if (/\d/.test(letter)) return `Digit${letter}`;
  return { '-': 'Minus', ' ': 'Space' }[letter] ?? `Key${letter.toUpperCase()}`;
}

/** Types a text with even gaps. */
function type(text: string, gap_ms: number) {
  for (const letter of text) {
    press(place(letter), letter, { shiftKey: /[A-Z]/.test(letter) });
    wait(gap_ms);
  }
}

function scan(text: string, gap_ms = 8) {
  type(text, gap_ms);
  press('Enter', 'Enter');
}

function focus<T extends HTMLElement>(element: T): T {
  document.body.append(element);
  element.focus();
  return element;
}

function input(value = '', caret = value.length): HTMLInputElement {
  const field = focus(document.createElement('input'));
  field.value = value;
  field.setSelectionRange(caret, caret);
  return field;
}

const ean = '4820024700016';

describe('a scan', () => {
  it('leaves a field as it was, its caret too', () => {
    const field = input('two days', 3);
    scan(ean);
    wait(1000);
    expect(heard).toEqual([ean]);
    expect([field.value, field.selectionStart]).toEqual(['two days', 3]);
    expect(pressed).not.toContain('Enter');
  });

  it('leaves what was chosen in a field', () => {
    const field = input('two days');
    field.setSelectionRange(0, 3);
    scan(ean);
    expect([field.value, field.selectionStart, field.selectionEnd]).toEqual(['two days', 0, 3]);
  });

  it('is taken out of a text of many lines', () => {
    const area = focus(document.createElement('textarea'));
    area.value = 'one\n';
    scan('CUP-350');
    expect([heard, area.value]).toEqual([['CUP-350'], 'one\n']);
  });

  it('is held from the field from the sixth key', () => {
    const field = input();
    const seen: string[] = [];
    field.addEventListener('input', () => seen.push(field.value));
    scan(ean);
    expect(seen).toEqual(['4', '48', '482', '4820', '48200', '']);
  });

  it('reaches nothing where no field has the focus', () => {
    const button = focus(document.createElement('button'));
    const clicked = vi.fn();
    button.addEventListener('click', clicked);
    scan('AB 12-34');
    wait(1000);
    expect(heard).toEqual(['AB 12-34']);
    expect([pressed, clicked.mock.calls.length]).toEqual([[], 0]);
  });

  it('sets no command off that one of its keys stands for', () => {
    commands = new Set(['F8', 'Minus', 'Digit4']);
    input();
    press('F8', 'F8');
    wait(8);
    scan(`0104820024700016`);
    wait(1000);
    expect(heard).toEqual(['\u001d0104820024700016']);
    expect(pressed.filter((code) => commands.has(code))).toEqual([]);
  });

  it('counts twice when it is made twice, and a second line end is no scan', () => {
    const field = input();
    scan(ean);
    wait(10);
    press('Enter', 'Enter');
    wait(300);
    scan(ean);
    wait(10);
    press('KeyJ', 'j', { ctrlKey: true });
    expect(heard).toEqual([ean, ean]);
    expect(field.value).toBe('');
    expect(pressed).not.toContain('Enter');
  });

  it('lets the next press of Enter be a press of Enter', () => {
    input();
    scan(ean);
    wait(200);
    press('Enter', 'Enter');
    expect(pressed).toContain('Enter');
  });

  it('is whole though it was held up, and what was put into the field meanwhile is gone', () => {
    const field = input('ab');
    type(ean.slice(0, 7), 8);
    wait(1200);
    expect(field.value).toBe(`ab${ean.slice(0, 7)}`);
    scan(ean.slice(7));
    expect([heard, field.value]).toEqual([[ean], 'ab']);
  });

  it('is read from numbers that are typed with Alt', () => {
    const field = input();
    for (const letter of 'CUP-350') {
      send('keydown', 'AltLeft', 'Alt', { altKey: true });
      for (const digit of `0${letter.charCodeAt(0)}`) {
        wait(4);
        press(`Numpad${digit}`, digit, { altKey: true });
      }
      wait(4);
      send('keyup', 'AltLeft', 'Alt');
      wait(4);
    }
    press('Enter', 'Enter');
    expect([heard, field.value]).toEqual([['CUP-350'], '']);
  });

  it('ends with a pause when the scanner sends no line end', () => {
    listener.settings = { ...defaultScanner, suffix: 'none' };
    const field = input('x');
    type('CUP-350', 8);
    wait(1000);
    expect([heard, field.value]).toEqual([['CUP-350'], 'x']);
  });

  it('loses its prefix', () => {
    listener.settings = { ...defaultScanner, prefix: 'q' };
    input();
    scan(`q${ean}`);
    expect(heard).toEqual([ean]);
  });
});

describe('what a person types', () => {
  it.each([30, 45, 60, 120])('is in the field at once, %d ms between two keys', (gap_ms) => {
    const field = input();
    for (const [at, digit] of Array.from('0501234567').entries()) {
      press(place(digit), digit);
      expect(field.value).toBe('0501234567'.slice(0, at + 1));
      wait(gap_ms);
    }
    press('Enter', 'Enter');
    expect([heard, field.value]).toEqual([[], '0501234567']);
    expect(pressed).toContain('Enter');
  });

  it.each(['Enter', 'Tab'])('is a PIN in a field for one, however fast, with %s behind it', (end) => {
    const field = input();
    field.type = 'password';
    for (const pin of ['7391', '96385074']) {
      field.value = '';
      type(pin, 5);
      press(end, end);
      expect([heard, field.value, pressed.at(-1)]).toEqual([[], pin, end]);
      wait(1000);
    }
    listener.settings = { ...defaultScanner, suffix: 'none' };
    field.value = '';
    type('96385074', 5);
    wait(4000);
    expect([heard, field.value]).toEqual([[], '96385074']);
    listener.settings = defaultScanner;
    scan(ean);
    expect([heard, field.value]).toEqual([[ean], '96385074']);
  });

  it('is put into the field when it was as quick as a scanner but no code', () => {
    const field = input('+38');
    type('0501234567', 5);
    wait(1000);
    expect([heard, field.value]).toEqual([[], '+380501234567']);
  });

  it('is put there before the key that ends it', () => {
    const field = input();
    type('qwertyui', 5);
    press('Escape', 'Escape');
    expect([field.value, pressed.at(-1)]).toEqual(['qwertyui', 'Escape']);
  });

  it('sets a command off when no burst follows', () => {
    commands = new Set(['F8', 'NumpadAdd']);
    input();
    press('F8', 'F8');
    press('NumpadAdd', '+');
    expect(pressed).toEqual([]);
    wait(60);
    expect(pressed).toEqual(['F8', 'NumpadAdd']);
  });

  it('sets it off before the key that comes after', () => {
    commands = new Set(['NumpadAdd']);
    input();
    press('NumpadAdd', '+');
    wait(5);
    press('F9', 'F9');
    expect(pressed).toEqual(['NumpadAdd', 'F9']);
  });

  it('is in the field in its order when a command was among it', () => {
    const field = input();
    commands = new Set(['Digit9']);
    press('Minus', '-');
    press('KeyA', 'a');
    wait(100);
    expect(field.value).toBe('-a');
  });

  it('goes home when nothing else takes it', () => {
    home = input();
    home.blur();
    press('KeyK', 'л');
    wait(100);
    press('KeyF', 'а');
    expect([document.activeElement, home.value]).toEqual([home, 'ла']);
  });

  it('is taken back from home too', () => {
    home = input();
    home.blur();
    press('Digit4', '4');
    wait(60);
    scan(ean.slice(1));
    expect([heard, home.value]).toEqual([[ean], '']);
  });

  it('turns a list of choices', () => {
    const list = focus(document.createElement('select'));
    for (const word of ['kg', 'pcs', 'pack'])
      list.append(Object.assign(document.createElement('option'), { value: word, label: word }));
    press('KeyP', 'p');
    wait(100);
    expect(list.value).toBe('pcs');
    scan('PACK-77');
    wait(100);
    expect(list.value).toBe('pcs');
  });

  it('opens a list of choices with a space', () => {
    focus(document.createElement('select'));
    expect(send('keydown', 'Space', ' ')).toBe(true);
    wait(1000);
    scan('AB 12-34');
    expect([heard, pressed]).toEqual([['AB 12-34'], ['Space']]);
  });

  it('is a held key, however fast it repeats', () => {
    commands = new Set(['NumpadAdd']);
    input();
    press('NumpadAdd', '+');
    for (let times = 0; times < 9; times += 1) {
      wait(30);
      press('NumpadAdd', '+', { repeat: true });
    }
    expect(pressed).toHaveLength(10);
  });
});

it('leaves everything to the person where nobody takes codes', () => {
  wanted = false;
  const field = input();
  scan('1234');
  wanted = true;
  expect([heard, field.value]).toEqual([[], '1234']);
  expect(pressed).toContain('Enter');
});

it('is calm unless a burst may go on', () => {
  input();
  const told: boolean[] = [];
  listener.watch(() => told.push(listener.calm()));
  press('Digit4', '4');
  wait(100);
  expect(told).toEqual([false, true]);
});
