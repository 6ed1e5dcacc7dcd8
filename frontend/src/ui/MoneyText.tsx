import { useTranslation } from 'react-i18next';
import { currencyDigits, currencySymbol, formatFigures } from '../format';
import classes from './MoneyText.module.css';
import { useCurrency } from './currency';

type Props = {
  /** Minor units. */
  minor: number;
  /** The shop's currency when left out. */
  currency?: string;
  /** "total" is the largest thing on the screen, "sum" one step larger than text. */
  size?: 'text' | 'sum' | 'total';
  /** Leaves the currency's sign out, for columns that name it in their head. */
  bare?: boolean;
};

/** A sum of money in tabular figures. */
export function MoneyText({ minor, currency, size = 'text', bare = false }: Props) {
  const { i18n } = useTranslation();
  const shop = useCurrency();
  const code = currency ?? shop;
  return (
    <span className={classes.money} data-size={size}>
      {formatFigures(minor, currencyDigits(code), i18n.language)}
      {!bare && <span className={classes.sign}>{`\u00a0${currencySymbol(code)}`}</span>}
    </span>
  );
}
