import type { Currency } from '../../format';

/** The languages in their own words: everybody finds theirs. */
export const languageNames = [
  { value: 'uk', label: 'Українська' },
  { value: 'en', label: 'English' },
  { value: 'ru', label: 'Русский' },
];

/** "₴ — українська гривня" */
export function currencyLabel({ code, symbol }: Currency, language: string): string {
  return `${symbol} — ${new Intl.DisplayNames(language, { type: 'currency' }).of(code) ?? code}`;
}
