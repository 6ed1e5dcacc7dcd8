import type { ScannerSettings } from './settings';

// What a scanner types is told from what a person types by rhythm alone. No person presses six keys one after the other
// in gaps as short as a scanner's; a scanner may be held up by a busy machine or a weak radio.

/** So many keys in a row with a scanner's gaps were not typed by a person. */
const run_min = 6;
/** The same of a scanner that is set to be slow. */
const run_slow_min = 8;
/** Single gaps may be longer, but on the average a scanner is quicker than this share of its longest. */
const average_max = 0.625;
/** A scanner's keys may begin this unevenly, once. */
const uneven_ms_max = 150;
/** After this long nothing more is expected of a scanner that sends a line end. */
export const pause_ms_max = 250;
/** Even this long before another key, once it is certain that a scanner types. */
const held_up_ms_max = 3000;

/** A letter, and how long after the key before it came. */
export type Stroke<P> = { letter: string; gap_ms: number; press: P };

/** Keys that may be a code, as they come. `P` is what the listener remembers of each. */
export class Burst<P> {
  settings: ScannerSettings;
  #strokes: Stroke<P>[] = [];
  #last_ms = -Infinity;
  #worst_ms = 0;
  /** How many gaps in a row, up to now, were a scanner's. */
  #run = 0;
  #run_ms = 0;
  #certain = false;

  constructor(settings: ScannerSettings) {
    this.settings = settings;
  }

  /** The keys of what may be a code. */
  get strokes(): readonly Stroke<P>[] {
    return this.#strokes;
  }

  get text(): string {
    return this.#strokes.map(({ letter }) => letter).join('');
  }

  /** Whether only a scanner can have typed what there is. */
  get certain(): boolean {
    return this.#certain;
  }

  /** Whether a key at this time comes as soon after the last one as a scanner's. */
  isQuick(at_ms: number): boolean {
    return this.#strokes.length > 0 && this.#gap(at_ms) <= this.settings.gap_ms;
  }

  /** Whether a key at this time comes after the pause that parts one code from the next. */
  isPaused(at_ms: number, pause_ms: number): boolean {
    return this.#gap(at_ms) > pause_ms;
  }

  /** Takes a key that types nothing by itself: a letter that is shifted takes two presses, each of them quick. */
  mark(at_ms: number): void {
    this.#worst_ms = this.#gap(at_ms);
    this.#last_ms = at_ms;
  }

  /** Takes the next letter; answers whether it is a scanner's beyond doubt. */
  press(letter: string, at_ms: number, press: P): boolean {
    const gap_ms = this.#gap(at_ms);
    this.#last_ms = at_ms;
    this.#worst_ms = 0;
    if (this.#isNew(gap_ms)) this.reset();
    else if (gap_ms <= this.settings.gap_ms) this.#goOn(gap_ms);
    else this.#slowDown();
    this.#last_ms = at_ms;
    this.#strokes.push({ letter, gap_ms, press });
    this.#certain ||= this.#run + 1 >= this.#runMin() && this.#isSwift(this.#run_ms, this.#run);
    return this.#certain && (this.#run > 0 || gap_ms <= pause_ms_max);
  }

  /** Whether a line end at this time ends a code. */
  ends(at_ms: number): boolean {
    const gap_ms = this.#gap(at_ms);
    const gaps = this.#strokes.length - 1;
    if (gaps + 1 < this.settings.length_min) return false;
    if (!this.#certain) {
      const quick = this.#run === gaps && gap_ms <= this.settings.gap_ms;
      return quick && this.#isSwift(this.#run_ms + gap_ms, gaps + 1);
    }
    const quick = gaps - this.#slow();
    return gap_ms <= Math.max(pause_ms_max, this.settings.gap_ms) && quick * 3 >= gaps * 2;
  }

  /** Whether a pause ends a code: without a line end more has to speak for it. */
  endsByPause(): boolean {
    const { suffix, length_min } = this.settings;
    const long = this.#strokes.length >= Math.max(run_min, length_min);
    if (!this.#certain || !long || this.#slow() > 0) return false;
    return suffix === 'none' || (suffix === 'auto' && provesItself(this.text));
  }

  /** Forgets everything. */
  reset(): void {
    this.#strokes = [];
    this.#last_ms = -Infinity;
    this.#worst_ms = 0;
    this.#run = 0;
    this.#run_ms = 0;
    this.#certain = false;
  }

  #goOn(gap_ms: number) {
    this.#run += 1;
    this.#run_ms += gap_ms;
  }

  #isSwift(sum_ms: number, gaps: number): boolean {
    return sum_ms <= gaps * this.settings.gap_ms * average_max;
  }

  #gap(at_ms: number): number {
    return Math.max(this.#worst_ms, at_ms - this.#last_ms);
  }

  #isNew(gap_ms: number): boolean {
    if (this.#strokes.length === 0) return true;
    if (!this.#certain) return gap_ms > this.#uneven_ms();
    // Held up twice in a row is a person who goes on typing.
    const slowAgain = this.#run === 0 && gap_ms > pause_ms_max;
    return slowAgain || gap_ms > held_up_ms_max;
  }

  /** A gap too long for a scanner: one is forgiven, but not to somebody who types like that. */
  #slowDown() {
    const typed = !this.#isSwift(this.#run_ms, this.#run);
    this.#run = 0;
    this.#run_ms = 0;
    if (this.#certain) return;
    if (typed) this.#strokes = [];
    const before = this.#strokes.findLastIndex(
      (each) => each.gap_ms > this.settings.gap_ms && each.gap_ms <= this.#uneven_ms(),
    );
    if (before >= 0) this.#strokes.splice(0, before === this.#strokes.length - 1 ? before + 1 : before);
  }

  /** How many gaps were longer than a scanner's. */
  #slow(): number {
    return this.#strokes.filter(({ gap_ms }, at) => at > 0 && gap_ms > this.settings.gap_ms).length;
  }

  #uneven_ms(): number {
    return Math.max(uneven_ms_max, this.settings.gap_ms);
  }

  #runMin(): number {
    const { prefix, gap_ms } = this.settings;
    if (prefix !== '' && this.text.startsWith(prefix)) return prefix.length + 1;
    // The slower a scanner, the more a fast person is like it.
    return gap_ms > 60 ? run_slow_min : run_min;
  }
}

/** Whether a text can only be a code: a kind is named, a separator stands in it, its check digit is right. */
export function provesItself(text: string): boolean {
  return /^\][A-Za-z]\d./.test(text) || text.includes('\u001d') || /^UB-/i.test(text) || isGtin(text);
}

function isGtin(text: string): boolean {
  if (!/^(?:\d{8}|\d{12,14})$/.test(text)) return false;
  const sum = Array.from(text)
    .toReversed()
    .reduce((so_far, digit, at) => so_far + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}
