// A scanner that plays a keyboard types by the US layout. What it typed is read from the places of the keys, so that
// neither the layout of the system nor CapsLock changes it.

export type Key = Pick<KeyboardEvent, 'code' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>;

/** The separator of GS1 element strings. */
export const groupSeparator = '\u001d';

const plain: Record<string, string> = {
  Minus: '-_',
  Equal: '=+',
  BracketLeft: '[{',
  BracketRight: ']}',
  Backslash: '\\|',
  Semicolon: ';:',
  Quote: '\'"',
  Backquote: '`~',
  Comma: ',<',
  Period: '.>',
  Slash: '/?',
  Space: '  ',
  NumpadDecimal: '..',
  NumpadAdd: '++',
  NumpadSubtract: '--',
  NumpadMultiply: '**',
  NumpadDivide: '//',
};
const overDigits = ')!@#$%^&*(';

// Control characters have no keys of their own; scanners send them with Ctrl.
const controls: Record<string, string> = {
  BracketRight: groupSeparator,
  Backslash: '\u001c',
  Digit6: '\u001e',
  Minus: '\u001f',
};

/** The letter of a key in the US layout; undefined for keys that type nothing. */
export function letterOf({ code, shiftKey, ctrlKey, altKey, metaKey }: Key): string | undefined {
  if (ctrlKey || altKey || metaKey) return undefined;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return shiftKey ? letter : letter.toLowerCase();
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit) return shiftKey && code.startsWith('D') ? overDigits[Number(digit)] : digit;
  return plain[code]?.[shiftKey ? 1 : 0];
}

/** What a key is to a burst. */
export type Reading =
  | { kind: 'letter'; letter: string }
  /** A line end. */
  | { kind: 'end' }
  /** Shift, Ctrl or Alt by itself. */
  | { kind: 'modifier' }
  /** A digit of a character that is typed by its number while Alt is held. */
  | { kind: 'number'; digit: string }
  /** No key of a scanner. */
  | { kind: 'other' };

type Ask = {
  /** How the group separator arrives, as the settings say. */
  gs: string;
  /** Whether a scanner's key came just before: then Ctrl+− is a character and not the zoom of the page. */
  inBurst: boolean;
};

/** Reads a key that went down. */
export function readKey(key: Key, { gs, inBurst }: Ask): Reading {
  const { code, ctrlKey, altKey, metaKey } = key;
  if (/^(Shift|Control|Alt)(Left|Right)$/.test(code)) return { kind: 'modifier' };
  if (metaKey) return { kind: 'other' };
  if (altKey) {
    const digit = ctrlKey ? undefined : /^Numpad(\d)$/.exec(code)?.[1];
    return digit === undefined ? { kind: 'other' } : { kind: 'number', digit };
  }
  if (ctrlKey) {
    if (inBurst && (code === 'KeyJ' || code === 'KeyM')) return { kind: 'end' };
    const control = code === 'BracketRight' || inBurst ? controls[code] : undefined;
    return control === undefined ? { kind: 'other' } : { kind: 'letter', letter: control };
  }
  if (code === 'Enter' || code === 'NumpadEnter' || code === 'Tab') return { kind: 'end' };
  if (code === 'F8' && (gs === 'auto' || gs === 'F8')) return { kind: 'letter', letter: groupSeparator };
  const letter = letterOf(key);
  if (letter === undefined) return { kind: 'other' };
  return { kind: 'letter', letter: letter === gs ? groupSeparator : letter };
}

/** The character that Alt and a number stand for; undefined when it is none of a code. */
export function characterOf(digits: string): string | undefined {
  if (!/^\d{3,4}$/.test(digits)) return undefined;
  const number = Number(digits) % 256;
  return number < 128 ? String.fromCharCode(number) : undefined;
}
