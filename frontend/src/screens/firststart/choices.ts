import { currencySymbol } from '../../format';

/** The languages in their own words: everybody finds theirs. */
export const languageNames = [
  { value: 'uk', label: 'Українська' },
  { value: 'en', label: 'English' },
  { value: 'ru', label: 'Русский' },
];

/** The currencies that a shop may be opened in; the desk knows the same ones. */
export const currencies = [
  'UAH',
  'EUR',
  'USD',
  'PLN',
  'KZT',
  'MDL',
  'GEL',
  'CZK',
  'RON',
  'GBP',
  'PHP',
  'JPY',
];

/** "₴ — українська гривня" */
export function currencyLabel(code: string, language: string): string {
  return `${currencySymbol(code)} — ${new Intl.DisplayNames(language, { type: 'currency' }).of(code) ?? code}`;
}
