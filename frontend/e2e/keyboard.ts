import type { CDPSession, Page } from 'playwright-core';

export type Layout = 'us' | 'ru' | 'ua';

const latin = "qwertyuiop[]asdfghjkl;'zxcvbnm,./";
const letters: Record<Layout, string> = {
  us: latin,
  ru: 'йцукенгшщзхъфывапролджэячсмитьбю.',
  ua: 'йцукенгшщзхїфівапролджєячсмитьбю.',
};
const signs: Record<string, [code: string, shift: boolean]> = {
  '[': ['BracketLeft', false],
  ']': ['BracketRight', false],
  ';': ['Semicolon', false],
  "'": ['Quote', false],
  ',': ['Comma', false],
  '.': ['Period', false],
  '/': ['Slash', false],
  '-': ['Minus', false],
  '+': ['Equal', true],
  '#': ['Digit3', true],
  '(': ['Digit9', true],
  ')': ['Digit0', true],
  ':': ['Semicolon', true],
};
const keyNumbers: Record<string, number> = {
  Enter: 13,
  Tab: 9,
  F8: 119,
  AltLeft: 18,
  Space: 32,
  BracketRight: 221,
  Minus: 189,
  Slash: 191,
};
const held = { alt: 1, ctrl: 2, shift: 8 };

/** What a scanner is set to, and the system that it types into. */
export type Way = {
  layout?: Layout;
  capsLock?: boolean;
  /** Milliseconds between two keys. */
  gap_ms?: number;
  end?: 'Enter' | 'Tab' | 'none';
  /** How long a person takes until the next scan. */
  pause_ms?: number;
  /** How it sends the group separator. */
  gs?: 'F8' | 'Ctrl+]';
  /** Digits come from the number block, or every character by its number with Alt. */
  digits?: 'row' | 'numpad' | 'alt';
};

type Down = { code: string; key: string; text?: string; modifiers?: number };

/** Presses physical keys, each at a time of its own, as the system reports them to the browser. */
export class Keyboard {
  readonly #page: Page;
  readonly #session: CDPSession;
  #at_ms = 0;

  private constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
  }

  static async of(page: Page): Promise<Keyboard> {
    return new Keyboard(page, await page.context().newCDPSession(page));
  }

  /** Scans a code: its keys by the US layout, whatever the layout of the system makes of them. */
  async scan(text: string, { gap_ms = 8, end = 'Enter', pause_ms = 100, ...way }: Way = {}): Promise<void> {
    this.#at_ms = Date.now();
    for (const letter of text) {
      // eslint-disable-next-line no-await-in-loop -- one key after the other
      await this.#letter(letter, way, gap_ms);
    }
    if (end !== 'none')
      await this.#press({ code: end, key: end, text: end === 'Enter' ? '\r' : undefined }, gap_ms);
    await this.#catchUp(pause_ms);
  }

  /** Types as a person does, however fast. */
  async type(text: string, gap_ms: number, way: Way = {}): Promise<void> {
    this.#at_ms = Date.now();
    for (const letter of text) {
      // eslint-disable-next-line no-await-in-loop
      await this.#letter(letter, way, gap_ms);
    }
    await this.#catchUp(0);
  }

  /** The times of the keys are told, not waited for: what comes next must not seem to come before them. */
  async #catchUp(pause_ms: number) {
    await this.#page.waitForFunction((until_ms) => Date.now() > until_ms, this.#at_ms + pause_ms);
  }

  async #letter(letter: string, way: Way, gap_ms: number) {
    if (way.digits === 'alt') return await this.#byNumber(letter, gap_ms);
    if (letter === '\u001d')
      return await this.#press(
        way.gs === 'F8'
          ? { code: 'F8', key: 'F8' }
          : { code: 'BracketRight', key: ']', modifiers: held.ctrl },
        gap_ms,
      );
    const [code, shift] = placeOf(letter, way);
    const key = typed(letter, code, shift, way);
    if (shift) await this.#send('rawKeyDown', { code: 'ShiftLeft', key: 'Shift', modifiers: held.shift });
    await this.#press({ code, key, text: key, modifiers: shift ? held.shift : 0 }, gap_ms);
    if (shift) await this.#send('keyUp', { code: 'ShiftLeft', key: 'Shift' });
    return undefined;
  }

  async #byNumber(letter: string, gap_ms: number) {
    await this.#send('rawKeyDown', { code: 'AltLeft', key: 'Alt', modifiers: held.alt });
    for (const digit of String(letter.charCodeAt(0)).padStart(3, '0')) {
      // eslint-disable-next-line no-await-in-loop
      await this.#press({ code: `Numpad${digit}`, key: digit, modifiers: held.alt }, gap_ms / 4);
    }
    await this.#send('keyUp', { code: 'AltLeft', key: 'Alt' });
  }

  async #press(down: Down, gap_ms: number) {
    this.#at_ms += gap_ms;
    await this.#send(down.text === undefined ? 'rawKeyDown' : 'keyDown', down);
    await this.#send('keyUp', { ...down, text: undefined });
  }

  async #send(type: 'rawKeyDown' | 'keyDown' | 'keyUp', { code, key, text, modifiers = 0 }: Down) {
    await this.#session.send('Input.dispatchKeyEvent', {
      type,
      code,
      key,
      ...(text !== undefined && { text }),
      modifiers,
      windowsVirtualKeyCode: keyNumbers[code] ?? code.charCodeAt(code.length - 1),
      timestamp: this.#at_ms / 1000,
    });
  }
}

/** The key that types a letter in the US layout. */
function placeOf(letter: string, { digits }: Way): [code: string, shift: boolean] {
  if (/\d/.test(letter)) return [`${digits === 'numpad' ? 'Numpad' : 'Digit'}${letter}`, false];
  const sign = signs[letter];
  if (sign) return sign;
  return [`Key${letter.toUpperCase()}`, /[A-Z]/.test(letter)];
}

/** What that key types in the layout of the system. */
function typed(
  letter: string,
  code: string,
  shift: boolean,
  { layout = 'us', capsLock = false }: Way,
): string {
  const at = latin.indexOf(code.startsWith('Key') ? letter.toLowerCase() : letter);
  const here = at < 0 ? letter : (letters[layout][at] ?? letter);
  const large = /\p{L}/u.test(here) && shift !== capsLock;
  return large ? here.toUpperCase() : here;
}
