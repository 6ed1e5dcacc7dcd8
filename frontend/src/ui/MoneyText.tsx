import { useTranslation } from 'react-i18next';
import { formatFigures } from '../format';
import classes from './MoneyText.module.css';
import { useCurrency } from './currency';

type Props = {
  /** Minor units of the shop's currency. */
  minor: number;
  /** "total" is the largest thing on the screen, "sum" one step larger than text. */
  size?: 'text' | 'sum' | 'total';
  /** Leaves the currency's sign out, for columns that name it in their head. */
  bare?: boolean;
};

/** A sum of the shop's money in tabular figures. */
export function MoneyText({ minor, size = 'text', bare = false }: Props) {
  const { i18n } = useTranslation();
  const { digits, symbol } = useCurrency();
  return (
    <span className={classes.money} data-size={size}>
      {formatFigures(minor, digits, i18n.language)}
      {!bare && <span className={classes.sign}>{`\u00a0${symbol}`}</span>}
    </span>
  );
}
