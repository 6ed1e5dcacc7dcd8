import { Burst, pause_ms_max } from './burst';
import { fieldOf, insert, opensList, restore, snapshot, type Field, type Snapshot } from './fields';
import { characterOf, readKey, type Reading } from './keys';
import { rawKey, type RawKey } from './rawKey';
import { replay } from './replay';
import { defaultScanner, type ScannerSettings } from './settings';

/** What the listener remembers of a letter. */
type Press = {
  /** The key that typed it; a character typed by its number has none. */
  event: KeyboardEvent | undefined;
  /** What it types in the layout of the system; "" for nothing. */
  typed: string;
  /** The field as it was before the letter went there. */
  before: Snapshot | undefined;
  /** Kept back until it is clear what it belongs to. */
  held: boolean;
};

type Around = {
  /** Whether anything takes codes; else all that is typed is a person's. */
  wanted: () => boolean;
  /** A scanner's code is complete; control characters and the identifier of its kind are in it. */
  heard: (code: string) => void;
  /** Whether a command answers this key where it was pressed. */
  isCommand: (event: KeyboardEvent) => boolean;
  /** The field where letters go when nothing else takes them. */
  home: () => Field | undefined;
};

// Line feeds behind a line end that was a scan's already.
const line_ends_ms_max = 80;
/** A late line end of a code that a pause has ended though the scanner may send one. */
const late_end_ms_max = 500;
/** With a scanner that sends no line end this pause is one. */
const pause_ms_min = 100;

/**
 * Hears the keys of the whole page before anything else does and tells a scanner from a person. A letter goes at once
 * into the field that has the focus; anywhere else, and where it would be a command, it waits for the time that a
 * scanner leaves between two keys. Once it is certain that a scanner types, fields become what they were and get no
 * more of it; should it be no code after all, they get the letters as if they had been typed.
 */
export class Listener {
  readonly #around: Around;
  readonly #burst = new Burst<Press>(defaultScanner);
  readonly #watchers = new Set<() => void>();
  readonly #swallowed = new Set<string>();
  readonly #own = new WeakSet<Event>();
  #tap: ((key: RawKey) => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #calmTimer: ReturnType<typeof setTimeout> | undefined;
  #calm = true;
  /** Whether what there is of the burst is in no field. */
  #kept = false;
  /** A line end between these times belongs to the last code. */
  #lineEnds = { from_ms: Infinity, to_ms: -Infinity };
  /** The digits of a character that is typed by its number. */
  #number: string | undefined;
  /** A character that the system is about to type by itself. */
  #unwanted: string | undefined;

  constructor(around: Around) {
    this.#around = around;
  }

  set settings(settings: ScannerSettings) {
    this.#burst.settings = settings;
  }

  /**
   * Gives every key to the set-up page alone until the returned function is called. Esc stays what it is: a person
   * must be able to leave.
   */
  readonly tapKeys = (tap: (key: RawKey) => void): (() => void) => {
    this.#interrupt();
    this.#tap = tap;
    return () => {
      this.#tap = undefined;
    };
  };

  /** Whether what fields hold now was typed by a person: false for the moment in which a burst may go on. */
  readonly calm = (): boolean => this.#calm;

  /** Calls back when `calm` changes, until the returned function is called. */
  readonly watch = (changed: () => void): (() => void) => {
    this.#watchers.add(changed);
    return () => void this.#watchers.delete(changed);
  };

  /** Listens until the returned function is called. It has to be the first to do so. */
  listen(): () => void {
    const ends = new AbortController();
    const how = { capture: true, signal: ends.signal };
    window.addEventListener('keydown', this.#down, how);
    window.addEventListener('keyup', this.#up, how);
    window.addEventListener('keypress', this.#types, how);
    window.addEventListener('beforeinput', this.#types, how);
    window.addEventListener('pointerdown', this.#interrupt, how);
    window.addEventListener('blur', this.#leave, { signal: ends.signal });
    return () => {
      ends.abort();
      clearTimeout(this.#timer);
      clearTimeout(this.#calmTimer);
    };
  }

  readonly #down = (event: KeyboardEvent): void => {
    if (this.#own.has(event) || event.isComposing || event.code === '') return undefined;
    if (this.#tap && event.code !== 'Escape') {
      this.#swallow(event);
      return this.#tap(rawKey(event));
    }
    if (this.#burst.strokes.length === 0 && !this.#around.wanted()) return undefined;
    const { gs } = this.#burst.settings;
    const reading = readKey(event, { gs, inBurst: this.#burst.isQuick(event.timeStamp) });
    if (reading.kind !== 'number') this.#unwanted = undefined;
    // A key that is held down is a person's.
    if (event.repeat && reading.kind !== 'modifier') return this.#interrupt();
    return this.#take(event, reading);
  };

  #take(event: KeyboardEvent, reading: Reading) {
    switch (reading.kind) {
      case 'letter':
        return this.#letter(reading.letter, event.timeStamp, {
          event,
          typed: event.key.length === 1 && !event.ctrlKey ? event.key : '',
        });
      case 'end':
        return this.#end(event);
      case 'modifier':
        this.#burst.mark(event.timeStamp);
        if (event.code.startsWith('Alt')) this.#number = '';
        return undefined;
      case 'number':
        this.#burst.mark(event.timeStamp);
        if (this.#number !== undefined) this.#number += reading.digit;
        if (this.#burst.certain) this.#swallow(event);
        return undefined;
      case 'other':
        return this.#interrupt();
    }
  }

  #letter(letter: string, at_ms: number, { event, typed }: Pick<Press, 'event' | 'typed'>) {
    // The timer may be late: what it would have ended is ended before this letter.
    if (this.#kept && this.#burst.isPaused(at_ms, this.#pause_ms())) this.#pause();
    if (!this.#burst.isQuick(at_ms)) this.#letGo();
    const press: Press = { event, typed, before: undefined, held: false };
    const scanned = this.#burst.press(letter, at_ms, press);
    this.#stir();
    if (scanned) {
      if (event) this.#swallow(event);
      this.#takeBack();
      if (!event) this.#unwanted = letter;
      return this.#wait(this.#pause_ms(), this.#pause);
    }
    const field = fieldOf(document.activeElement);
    const waiting = this.#burst.strokes.some(({ press: { held } }) => held);
    const goes = event && (field || opensList(event)) && !waiting && !this.#around.isCommand(event);
    if (!event || goes) {
      press.before = field && snapshot(field);
      return undefined;
    }
    press.held = true;
    this.#swallow(event);
    return this.#wait(this.#burst.settings.gap_ms, this.#letGo);
  }

  #end(event: KeyboardEvent) {
    const at_ms = event.timeStamp;
    if (this.#burst.ends(at_ms) && !isPin(this.#burst.text)) {
      this.#swallow(event);
      this.#takeBack();
      return this.#finish(at_ms, Math.max(line_ends_ms_max, 2 * this.#burst.settings.gap_ms));
    }
    const { from_ms, to_ms } = this.#lineEnds;
    if (this.#burst.strokes.length === 0 && at_ms >= from_ms && at_ms <= to_ms) return this.#swallow(event);
    return this.#interrupt();
  }

  /** Gives the code on; line ends for so long are its own. */
  #finish(at_ms: number, lineEnds_ms: number) {
    const { text } = this.#burst;
    const { prefix } = this.#burst.settings;
    this.#reset();
    this.#lineEnds = { from_ms: at_ms, to_ms: at_ms + lineEnds_ms };
    this.#around.heard(prefix !== '' && text.startsWith(prefix) ? text.slice(prefix.length) : text);
  }

  /** Nothing more has come: the code is at its end, or it is none. */
  readonly #pause = (): void => {
    clearTimeout(this.#timer);
    const { suffix } = this.#burst.settings;
    const late_ms = suffix === 'none' ? line_ends_ms_max : late_end_ms_max;
    if (this.#burst.endsByPause() && !isPin(this.#burst.text)) this.#finish(performance.now(), late_ms);
    else this.#release();
  };

  #pause_ms(): number {
    const { suffix, gap_ms } = this.#burst.settings;
    return suffix === 'none' ? Math.max(pause_ms_min, 3 * gap_ms) : Math.max(pause_ms_max, 2 * gap_ms);
  }

  /** Puts what was kept from a field there. Should the burst go on, it is taken back again. */
  #release() {
    this.#kept = false;
    this.#unwanted = undefined;
    const [first] = this.#burst.strokes;
    const text = this.#burst.strokes.map(({ press }) => press.typed).join('');
    const field = fieldOf(document.activeElement) ?? this.#around.home();
    if (!first || !field) return;
    field.focus({ preventScroll: true });
    first.press.before = snapshot(field);
    insert(field, text);
  }

  /** Makes fields what they were before the burst. */
  #takeBack() {
    clearTimeout(this.#timer);
    this.#kept = true;
    const restored = new Set<Field>();
    for (const { press } of this.#burst.strokes) {
      press.held = false;
      if (press.before && !restored.has(press.before.field)) {
        restored.add(press.before.field);
        restore(press.before);
      }
      press.before = undefined;
    }
  }

  /** Lets the keys that waited do what they do: they are a person's. */
  readonly #letGo = (): void => {
    clearTimeout(this.#timer);
    for (const { press } of this.#burst.strokes) {
      if (!press.held || !press.event) continue;
      press.held = false;
      press.before = replay(press.event, { home: this.#around.home, mark: (copy) => this.#own.add(copy) });
    }
  };

  /** Something else was done: what there is was no scan. */
  readonly #interrupt = (): void => {
    if (this.#kept) this.#release();
    else this.#letGo();
    this.#reset();
  };

  #reset() {
    clearTimeout(this.#timer);
    this.#kept = false;
    this.#burst.reset();
  }

  readonly #leave = (): void => {
    this.#interrupt();
    this.#swallowed.clear();
    this.#number = undefined;
  };

  readonly #up = (event: KeyboardEvent): void => {
    if (this.#own.has(event)) return;
    if (this.#swallowed.delete(event.code)) stop(event);
    if (this.#tap && event.code.startsWith('Alt')) return this.#tap(rawKey(event));
    if (!event.code.startsWith('Alt') || this.#number === undefined) return;
    const letter = characterOf(this.#number);
    this.#number = undefined;
    if (letter === undefined) return;
    if (this.#burst.certain) stop(event);
    if (letter === '\r' || letter === '\n' || letter === '\t') return this.#numberEnd(event, letter);
    return this.#letter(letter, event.timeStamp, { event: undefined, typed: letter });
  };

  #numberEnd(event: KeyboardEvent, letter: string) {
    if (!this.#burst.ends(event.timeStamp)) return;
    this.#takeBack();
    this.#unwanted = letter;
    this.#finish(event.timeStamp, line_ends_ms_max);
  }

  /** Keeps back a character that the system types by itself when Alt is let go. */
  readonly #types = (event: KeyboardEvent | InputEvent): void => {
    if (this.#unwanted === undefined) return;
    this.#unwanted = undefined;
    stop(event);
  };

  #swallow(event: KeyboardEvent) {
    stop(event);
    this.#swallowed.add(event.code);
  }

  /**
   * Waits for the next key. A timer may run before keys that came earlier: on a busy machine they are let through
   * first.
   */
  #wait(wait_ms: number, then: () => void) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = setTimeout(then);
    }, wait_ms);
  }

  /** For a moment nobody knows whether what is in the fields stays there. */
  #stir() {
    clearTimeout(this.#calmTimer);
    this.#calmTimer = setTimeout(() => this.#tell(true), this.#burst.settings.gap_ms);
    this.#tell(false);
  }

  #tell(calm: boolean) {
    if (calm === this.#calm) return;
    this.#calm = calm;
    for (const changed of this.#watchers) changed();
  }
}

/** Whether a text is a PIN for the field that has the focus: however fast, it is a person's and in no list of codes. */
function isPin(text: string): boolean {
  return fieldOf(document.activeElement)?.type === 'password' && /^\d{1,8}$/.test(text);
}

function stop(event: Event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}
