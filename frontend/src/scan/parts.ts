/** A code on its way to the part of the screen that takes it. */
export type Scan = {
  /** As it came, with the identifier of its kind and its separators. */
  code: string;
  source: 'keys' | 'serial' | 'typed';
};

/** A part of the screen that takes codes. */
export type Part = {
  take: (scan: Scan) => void | Promise<void>;
  /** "over" stands before everything else that is shown, "frame" behind. */
  rank: 'over' | 'screen' | 'frame';
  /** A part that is not yet ready keeps the codes waiting. */
  ready: boolean;
};

const waiting_max = 20;
// A code that has waited longer was meant for something else than what is shown now.
const waiting_ms_max = 15_000;
/** A part that takes longer than this keeps the next code waiting no more. */
const take_ms_max = 5000;

/** Gives codes to the uppermost part that takes them, one after the other in the order of the scans. */
export class Parts {
  readonly #parts: Part[] = [];
  #waiting: { scan: Scan; at_ms: number }[] = [];
  #busy = false;

  /** Adds a part that takes codes until the returned function is called. */
  readonly add = (part: Part): (() => void) => {
    this.#parts.push(part);
    queueMicrotask(() => void this.#giveAll());
    return () => void this.#parts.splice(this.#parts.indexOf(part), 1);
  };

  /** Whether any part takes codes now. */
  readonly any = (): boolean => this.#parts.length > 0;

  /** Gives a code on. While no part is there that takes it, it waits. */
  readonly deliver = (scan: Scan): void => {
    this.#waiting = [...this.#waiting, { scan, at_ms: performance.now() }].slice(-waiting_max);
    void this.#giveAll();
  };

  /** Gives a code that a part would not take to what is uppermost then, before any other. */
  readonly passOn = (scan: Scan): void => {
    this.#waiting = [{ scan, at_ms: performance.now() }, ...this.#waiting];
    void this.#giveAll();
  };

  async #giveAll(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (;;) {
      const part = this.#uppermost();
      if (!part?.ready) break;
      const next = this.#waiting.shift();
      if (!next) break;
      // eslint-disable-next-line no-await-in-loop -- one after the other is what is promised
      if (performance.now() - next.at_ms <= waiting_ms_max) await give(part, next.scan);
    }
    this.#busy = false;
  }

  #uppermost(): Part | undefined {
    const of = (rank: Part['rank']) => this.#parts.findLast((part) => part.rank === rank);
    return of('over') ?? of('screen') ?? of('frame');
  }
}

async function give(part: Part, scan: Scan): Promise<void> {
  let late: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<void>((done) => {
    late = setTimeout(done, take_ms_max);
  });
  try {
    await Promise.race([part.take(scan), tooLong]);
  } catch (thrown) {
    // One code that could not be taken does not keep the next one from it.
    reportError(thrown);
  } finally {
    clearTimeout(late);
  }
}
