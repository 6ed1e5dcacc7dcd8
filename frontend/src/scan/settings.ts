/** What a till knows about its scanner; kept as JSON under `desk.<id>.scanner`. */
export type ScannerSettings = {
  /** What ends a code. With "auto" both line ends do, and a pause when the code proves itself. */
  suffix: 'auto' | 'enter' | 'tab' | 'none';
  /** What the scanner puts before every code; it is taken off. */
  prefix: string;
  /** How the separator of GS1 codes arrives: Ctrl+] and F8 with "auto", F8 alone, or as this character. */
  gs: string;
  /** The longest time between two keys of the scanner, in ms; on the average it must be well below. */
  gap_ms: number;
  /** Shorter bursts are typing. */
  length_min: number;
  serial: { mode: 'auto' | 'off' | 'port'; port: string; baud: number };
};

export const defaultScanner: ScannerSettings = {
  suffix: 'auto',
  prefix: '',
  gs: 'auto',
  gap_ms: 40,
  length_min: 4,
  serial: { mode: 'auto', port: '', baud: 9600 },
};

/** Reads the setting; what is missing or makes no sense is the default. */
export function readScanner(text: string | undefined): ScannerSettings {
  let given: Partial<ScannerSettings> = {};
  try {
    const read: unknown = JSON.parse(text || '{}');
    if (typeof read === 'object' && read !== null) given = read;
  } catch {
    // What cannot be read is as good as nothing: a till must scan.
  }
  const number = (value: unknown, least: number, most: number, otherwise: number) =>
    typeof value === 'number' && value >= least && value <= most ? value : otherwise;
  const suffixes = ['auto', 'enter', 'tab', 'none'] as const;
  return {
    suffix: suffixes.find((each) => each === given.suffix) ?? 'auto',
    prefix: typeof given.prefix === 'string' ? given.prefix : '',
    gs: typeof given.gs === 'string' && given.gs !== '' ? given.gs : 'auto',
    gap_ms: number(given.gap_ms, 5, 150, defaultScanner.gap_ms),
    length_min: number(given.length_min, 2, 40, defaultScanner.length_min),
    serial: { ...defaultScanner.serial, ...given.serial },
  };
}
