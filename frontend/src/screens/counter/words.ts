import { useTranslation } from 'react-i18next';
import { keyCaps, useKeyOf } from '../../commands';
import { formatMoney, formatPercent } from '../../format';
import type { BasketLine, Discount } from '../../bridge';
import { useCurrency, useWords } from '../../ui';

/** How the counter says quantities, stock and discounts. */
export function useCounterWords() {
  const { t, i18n } = useTranslation('counter');
  const currency = useCurrency();
  const words = useWords();
  const language = i18n.language;

  const unit = (name: string) => words.unit(name || 'pcs');
  const quantity = (thousandths: number, of: string) => words.quantity(thousandths, of || 'pcs');
  return {
    unit,
    quantity,
    money: (minor: number) => formatMoney(minor, currency, language),
    /** What there is of goods, in words. */
    stock: (available: number, of: string) =>
      available <= 0 ? t('stock.none') : t('stock.some', { quantity: quantity(available, of) }),
    /** What is short of a line; undefined when there is enough. */
    short: ({ stock, quantity: wanted, unit: of }: BasketLine) =>
      stock >= wanted
        ? undefined
        : stock <= 0
          ? t('stock.none')
          : t('stock.only', { quantity: quantity(stock, of) }),
    /** "−5 %" or "−50,00 ₴"; undefined when there is none. */
    discount: ({ basis_points = 0, sum = 0 }: Discount) =>
      basis_points > 0
        ? `−${formatPercent(basis_points, language)}`
        : sum > 0
          ? `−${formatMoney(sum, currency, language)}`
          : undefined,
  };
}

/** The key of a command as a sentence names it; keys can be changed. */
export function useKeyWord(command: string): string {
  return keyCaps(useKeyOf(command) ?? '');
}
