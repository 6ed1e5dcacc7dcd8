import { provesItself } from './burst';
import { characterOf, groupSeparator, readKey } from './keys';
import type { RawKey } from './rawKey';
import type { ScannerSettings } from './settings';
import { testCode } from './testCode';

// What test scans tell about a scanner and about the system that it types into.

/** Between two scans a person takes longer than this; between two keys of one no scanner does. */
const between_ms_min = 400;
/** On the average a scanner must be this much quicker than its longest gap; see Burst. */
const average_share = 0.55;

/** A scanner as slow as this is still told from a person who types well. */
const gap_ms_most = 110;

/** One thing that was found: a key of the catalogue ("found.suffix.none") with what its sentence names. */
export type Finding = {
  name: string;
  /** It stands in the way, or will one day. */
  amiss: boolean;
  args?: Record<string, string | number>;
};

export type Study = {
  /** What was read from each scan. */
  texts: string[];
  findings: Finding[];
  /** What sets it right; empty when the settings are right. */
  change: Partial<ScannerSettings>;
};

const isModifier = ({ code }: RawKey) => /^(Shift|Control|Alt|CapsLock|NumLock|Meta)/.test(code);
const isEnd = ({ code, ctrlKey }: RawKey) =>
  /^(NumpadEnter|Enter|Tab)$/.test(code) || (ctrlKey && /^Key[JM]$/.test(code));

/** Parts keys into scans by the pauses between them. */
export function scansOf(keys: readonly RawKey[]): RawKey[][] {
  const scans: RawKey[][] = [];
  let last_ms = -Infinity;
  for (const key of keys) {
    if (key.at_ms - last_ms > between_ms_min) scans.push([]);
    scans.at(-1)?.push(key);
    last_ms = key.at_ms;
  }
  return scans.filter((scan) => scan.some((key) => !isModifier(key) && !isEnd(key)));
}

/** Says what scans tell, by the settings of now. */
export function study(scans: readonly RawKey[][], now: ScannerSettings): Study {
  const texts = scans.map((scan) => textOf(scan, now.gs));
  const all = scans.flat();
  const findings: Finding[] = [];
  const change: Partial<ScannerSettings> = {};
  const found = (name: string, amiss = false, args?: Finding['args']) => findings.push({ name, amiss, args });

  found(`layout.${layoutOf(all)}`);
  if (all.some(({ capsLock }) => capsLock)) found('caps');
  if (all.some(({ code, altKey }) => altKey && code.startsWith('Numpad'))) found('numbers');
  studyEnds(scans, now, found, change);
  studySpeed(scans, now, found, change);
  studySeparator(scans, now, found, change);
  studyHead(texts, now, found, change);
  const lengths = texts.map((text) => text.length).filter((length) => length > 0);
  if (Math.min(...lengths) < now.length_min) {
    change.length_min = Math.max(2, Math.min(...lengths));
    found('short', true, { length: change.length_min });
  }
  if (new Set(texts).size > 1 && !texts.some(isTest)) found('differ', true);
  return { texts, findings, change };
}

type Found = (name: string, amiss?: boolean, args?: Finding['args']) => void;
type Change = Partial<ScannerSettings>;

/** What the keys of a scan say in the US layout. */
function textOf(scan: readonly RawKey[], gs: string): string {
  let text = '';
  let number = '';
  for (const key of scan) {
    if (key.up) {
      text += characterOf(number) ?? '';
      number = '';
      continue;
    }
    const reading = readKey(key, { gs, inBurst: true });
    if (reading.kind === 'letter') text += reading.letter;
    if (reading.kind === 'number') number += reading.digit;
  }
  // A line end may be a character by its number.
  return text.replace(/[\r\n\t]+$/, '');
}

/** The layout of the system, as far as the keys that were pressed tell it. */
function layoutOf(keys: readonly RawKey[]): string {
  const typed = keys.filter(({ key, ctrlKey, altKey, up }) => key.length === 1 && !ctrlKey && !altKey && !up);
  const letters = typed.filter(({ code }) => /^(Key[A-Z]|Bracket|Quote|Backquote)/.test(code));
  if (letters.length === 0) return 'unknown';
  const any = (signs: string) => letters.some(({ key }) => signs.includes(key.toLowerCase()));
  if (any('іїєґ')) return 'uk';
  if (any('ыъэё')) return 'ru';
  if (letters.some(({ key }) => /\p{Script=Cyrillic}/u.test(key))) return 'cyrillic';
  const moved = letters.some(({ code, key }) => code.startsWith('Key') && code !== `Key${key.toUpperCase()}`);
  return moved ? 'other' : 'us';
}

function endOf(scan: readonly RawKey[]): ScannerSettings['suffix'] {
  const last = scan.findLast((key) => !isModifier(key));
  if (last && isEnd(last)) return last.code === 'Tab' ? 'tab' : 'enter';
  return /(013|0013|010|0010)$/.test(scan.map(({ code }) => code.replace('Numpad', '')).join(''))
    ? 'enter'
    : 'none';
}

function studyEnds(scans: readonly RawKey[][], now: ScannerSettings, found: Found, change: Change) {
  const ends = new Set(scans.map(endOf));
  const [end = 'none'] = ends;
  if (ends.size > 1) return found('suffix.mixed', true);
  if (scans.some((scan) => scan.filter(isEnd).length > 1)) found('suffix.twice');
  const right = now.suffix === end || (now.suffix === 'auto' && end !== 'none');
  if (!right) change.suffix = end === 'none' ? 'none' : 'auto';
  return found(`suffix.${end}`, !right);
}

/** The times between keys that come one after the other, of all scans. */
function gapsOf(scans: readonly RawKey[][]): number[] {
  return scans.flatMap((scan) => {
    const pressed = scan.filter((key) => !isEnd(key) && !isModifier(key));
    return pressed.slice(1).map(({ at_ms }, at) => at_ms - (pressed[at]?.at_ms ?? at_ms));
  });
}

function studySpeed(scans: readonly RawKey[][], now: ScannerSettings, found: Found, change: Change) {
  const gaps = gapsOf(scans);
  if (gaps.length === 0) return undefined;
  const longest = Math.ceil(Math.max(...gaps));
  const average = Math.ceil(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length);
  const wanted = Math.ceil(Math.max(longest * 1.25, average / average_share));
  if (average <= now.gap_ms * average_share && longest <= now.gap_ms)
    return found('speed', false, { average, longest });
  if (wanted > gap_ms_most) return found('speed.person', true, { average, longest });
  change.gap_ms = wanted;
  return found('speed.slow', true, { average, longest });
}

const isTest = (text: string) => text.includes(testCode.head);

/** How the separator came, if the test code was among the scans. */
function studySeparator(scans: readonly RawKey[][], now: ScannerSettings, found: Found, change: Change) {
  const scan = scans.find((each) => isTest(textOf(each, 'auto')));
  if (!scan) return undefined;
  const text = textOf(scan, 'auto');
  const from = text.indexOf(testCode.head) + testCode.head.length;
  const middle = text.slice(from, text.indexOf(testCode.tail, from));
  if (middle === '') return found('gs.lost', true);
  if (middle === groupSeparator) {
    const way = scan.some(({ code }) => code === 'F8') ? 'F8' : 'Ctrl+]';
    const right = now.gs === 'auto' || (now.gs === 'F8' && way === 'F8');
    if (!right) change.gs = 'auto';
    return found('gs', !right, { way });
  }
  if (middle.length > 1) return found('gs.strange', true, { way: middle });
  if (now.gs !== middle) change.gs = middle;
  return found('gs.sign', now.gs !== middle, { way: middle });
}

/** What stands before the code: the identifier of its kind, or a prefix of the scanner's own. */
function studyHead(texts: readonly string[], now: ScannerSettings, found: Found, change: Change) {
  const kind = texts.map((text) => /^\][A-Za-z]\d/.exec(text)?.[0]).find((each) => each !== undefined);
  if (kind) found('kind', false, { kind });
  const test = texts.find(isTest);
  const head =
    test === undefined
      ? signBefore(texts)
      : test.slice(0, test.indexOf(testCode.head)).replace(/^\][A-Za-z]\d/, '');
  if (head === '' || head === now.prefix) return undefined;
  change.prefix = head;
  return found('prefix', true, { prefix: head });
}

/** A sign that makes each text a code when it is taken off: a prefix. */
function signBefore(texts: readonly string[]): string {
  const [first = ''] = texts;
  const sign = first.slice(0, 1);
  const isPrefix =
    /^[^\p{L}\d\]]$/u.test(sign) &&
    texts.every((text) => text.startsWith(sign) && provesItself(text.slice(1)));
  return isPrefix ? sign : '';
}
