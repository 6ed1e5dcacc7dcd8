// Sums and quantities as people write them. Figures are moved about as text: no floating point anywhere.

/** How many decimals a quantity has: it is counted in thousandths. */
export const quantityDigits = 3;

type Signs = { group: string; point: string };
const signs = new Map<string, Signs>();

function signsOf(language: string): Signs {
  let found = signs.get(language);
  if (!found) {
    const parts = new Intl.NumberFormat(language).formatToParts(1234567.5);
    found = {
      // Always a no-break space where the language parts thousands by a space.
      group: (parts.find((part) => part.type === 'group')?.value ?? ' ').replace(/\s/u, '\u00a0'),
      point: parts.find((part) => part.type === 'decimal')?.value ?? ',',
    };
    signs.set(language, found);
  }
  return found;
}

/** Writes `units` whole units of ten to the minus `digits`, thousands apart: (132050, 2, "uk") → "1 320,50". */
export function formatFigures(units: number, digits: number, language: string, trim = false): string {
  const { group, point } = signsOf(language);
  const figures = String(Math.abs(units)).padStart(digits + 1, '0');
  const whole = figures.slice(0, figures.length - digits).replace(/\B(?=(\d{3})+$)/g, group);
  const part = trim
    ? figures.slice(figures.length - digits).replace(/0+$/, '')
    : figures.slice(figures.length - digits);
  return (units < 0 ? '−' : '') + (digits > 0 && part !== '' ? whole + point + part : whole);
}

/** Writes thousandths without needless zeros: 1500 → "1,5". */
export function formatQuantity(thousandths: number, language: string): string {
  return formatFigures(thousandths, quantityDigits, language, true);
}

/** Writes hundredths of a per cent: 550 → "5,5 %". */
export function formatPercent(basisPoints: number, language: string): string {
  return `${formatFigures(basisPoints, 2, language, true)}\u00a0%`;
}

/** How a currency's minor units are written; the desk says it. */
export type Currency = { code: string; digits: number; symbol: string };

/** Writes minor units with the currency's sign behind them: "1 320,50 ₴". */
export function formatMoney(minor: number, { digits, symbol }: Currency, language: string): string {
  return `${formatFigures(minor, digits, language)}\u00a0${symbol}`;
}

/**
 * Reads what a person typed into whole units of ten to the minus `digits`: ("1 234,5", 2) → 123450. Comma and point
 * both mark decimals; of two different marks the last does, and one that repeats parts thousands.
 * Undefined when it is no number, has more decimals than there are, or is too large to count exactly.
 */
export function parseUnits(typed: string, digits: number): number | undefined {
  const text = typed.replace(/[\s\u00a0\u202f'’]/gu, '').replace(/^[−–]/u, '-');
  const match = /^([+-]?)([\d.,]*)$/.exec(text);
  if (!match || !/\d/.test(text)) return undefined;
  const parts = split(match[2] ?? '');
  if (!parts) return undefined;
  // "1,500" may be one and a half or fifteen hundred: a person must say which.
  if (parts.part.length > digits) return undefined;
  const units = Number(parts.whole + parts.part.padEnd(digits, '0'));
  if (!Number.isSafeInteger(units)) return undefined;
  return match[1] === '-' && units !== 0 ? -units : units;
}

function split(figures: string): { whole: string; part: string } | undefined {
  const marks = figures.replace(/\d/g, '');
  const last = marks.at(-1);
  if (last === undefined) return { whole: figures, part: '' };
  const kinds = new Set(marks).size;
  if (kinds === 1 && marks.length > 1) return grouped(figures, last, '');
  if (kinds === 1) {
    const at = figures.indexOf(last);
    return { whole: figures.slice(0, at), part: figures.slice(at + 1) };
  }
  const at = figures.lastIndexOf(last);
  const rest = figures.slice(0, at);
  if (rest.includes(last)) return undefined;
  return grouped(rest, last === ',' ? '.' : ',', figures.slice(at + 1));
}

function grouped(whole: string, mark: string, part: string): { whole: string; part: string } | undefined {
  const groups = whole.split(mark);
  const right = groups.every((group, at) => (at === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(group));
  return right ? { whole: groups.join(''), part } : undefined;
}

/** Reads typed money into minor units; see parseUnits. */
export function parseMoney(typed: string, { digits }: Currency): number | undefined {
  return parseUnits(typed, digits);
}

/** Reads a typed quantity into thousandths; see parseUnits. */
export function parseQuantity(typed: string): number | undefined {
  return parseUnits(typed, quantityDigits);
}
