import { parseQuantity } from '../format';
import { couldBeCode } from '../scan';

/** What a text in the search field asks for. */
export type Asked =
  | { kind: 'nothing' }
  /** Digits and × : so many of the current line. */
  | { kind: 'times'; quantity: number }
  /** Could be a code: it is scanned first, then looked for. */
  | { kind: 'code'; text: string }
  | { kind: 'words'; text: string };

/** Reads what was typed into the search field. */
export function asked(typed: string): Asked {
  const text = typed.trim();
  if (text === '') return { kind: 'nothing' };
  const figures = /^(.+)[*×]$/u.exec(text)?.[1];
  const quantity = figures === undefined ? undefined : parseQuantity(figures);
  if (quantity !== undefined && quantity > 0) return { kind: 'times', quantity };
  return { kind: couldBeCode(text) ? 'code' : 'words', text };
}

/** Whether a text can only be a code, so that it is never answered with goods that are merely like it. */
export function isBarcode(text: string): boolean {
  return /^\d{8,}$/.test(text);
}
