// A scanner that pretends to be a keyboard types the keys of the US layout, faster than anybody can, and ends with
// Enter or Tab. Its code is read from the places of the keys, so that neither layout nor CapsLock changes it.

type Key = Pick<KeyboardEvent, 'code' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey' | 'timeStamp'>;

/** Between two keys of a scanner hardly ever more time passes than this; between two of a person's, less. */
const quick_ms_max = 40;
// A busy machine or a weak radio may hold a scanner up in the middle: its code must not be cut there.
const pause_ms_max = 250;
/** Even this long before another letter, once nobody but a scanner can have typed what there is. */
const held_up_ms_max = 3000;
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
  #quick = 0;
  #last_ms = -Infinity;

  /** How many keys of what may become a code have been pressed. */
  get length(): number {
    return this.#text.length;
  }

  /** Takes the next key; answers the code when the key ends a burst: two of three gaps at least were a scanner's. */
  press(key: Key): string | undefined {
    const letter = typed(key);
    const ends = key.code === 'Enter' || key.code === 'NumpadEnter' || key.code === 'Tab';
    if (letter === undefined && !ends) return undefined;
    const gap_ms = key.timeStamp - this.#last_ms;
    this.#last_ms = key.timeStamp;
    const inScan = !ends && this.#isScan(this.#text.length - 1);
    if (gap_ms > (inScan ? held_up_ms_max : pause_ms_max)) this.#begin();
    else if (gap_ms <= quick_ms_max) this.#quick += 1;
    if (!ends) {
      this.#text += letter;
      return undefined;
    }
    const code = this.#text;
    const scanned = this.#isScan(code.length);
    this.#begin();
    return scanned ? withoutAim(code) : undefined;
  }

  #isScan(gaps: number): boolean {
    return this.#text.length >= length_min && this.#quick * 3 >= gaps * 2;
  }

  #begin() {
    this.#text = '';
    this.#quick = 0;
  }
}

/** Takes off the mark with which some scanners name the kind of code: "]E0…". */
function withoutAim(code: string): string {
  return code.replace(/^\][A-Za-z]\d/, '');
}
