// A scanner that pretends to be a keyboard types the keys of the US layout, faster than anybody can, and ends with
// Enter or Tab. Its code is read from the places of the keys, so that neither layout nor CapsLock changes it.

type Key = Pick<KeyboardEvent, 'code' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey' | 'timeStamp'>;

/** Between two keys of a scanner no more time passes than this. */
export const gap_ms_max = 40;
const length_min = 4;

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

/** What a key types in the US layout; undefined for keys that type nothing. */
export function typed({ code, shiftKey, ctrlKey, altKey, metaKey }: Key): string | undefined {
  // The group separator of GS1 codes has no key; scanners send it as Ctrl+].
  if (ctrlKey && code === 'BracketRight') return '\u001d';
  if (ctrlKey || altKey || metaKey) return undefined;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return shiftKey ? letter : letter.toLowerCase();
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit) return shiftKey && code.startsWith('D') ? overDigits[Number(digit)] : digit;
  return plain[code]?.[shiftKey ? 1 : 0];
}

/** Tells a scanner's burst of keys from a person's typing. */
export class Burst {
  #text = '';
  #last_ms = -Infinity;

  /** How many keys of what may become a code have been pressed. */
  get length(): number {
    return this.#text.length;
  }

  /** Takes the next key; answers the code when the key ends a burst. */
  press(key: Key): string | undefined {
    const quick = key.timeStamp - this.#last_ms <= gap_ms_max;
    if (key.code === 'Enter' || key.code === 'NumpadEnter' || key.code === 'Tab') {
      const code = this.#text;
      this.#text = '';
      return quick && code.length >= length_min ? withoutAim(code) : undefined;
    }
    const letter = typed(key);
    if (letter === undefined) return undefined;
    this.#text = quick ? this.#text + letter : letter;
    this.#last_ms = key.timeStamp;
    return undefined;
  }
}

/** Takes off the mark with which some scanners name the kind of code: "]E0…". */
function withoutAim(code: string): string {
  return code.replace(/^\][A-Za-z]\d/, '');
}
