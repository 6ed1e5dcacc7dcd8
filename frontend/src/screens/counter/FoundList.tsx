import { useTranslation } from 'react-i18next';
import type { Offer } from '../../bridge';
import { FoundGoods, MoneyText } from '../../ui';
import classes from './Finder.module.css';
import { useCounterWords } from './words';

type Props = {
  offers: readonly Offer[];
  looked: string;
  title?: string | undefined;
  /** Enter was pressed already and found nothing. */
  tried: boolean;
  at: number;
  onTake: (offer: Offer) => void;
};

/** What was found, under the field: stock and price; Enter adds the top one. */
export function FoundList({ looked, tried, ...rest }: Props) {
  const { t } = useTranslation('counter');
  return (
    <FoundGoods
      id="counter-found"
      looked={looked}
      tried={tried}
      none={tried ? t('found.nothing', { text: looked }) : t('found.none')}
      Figures={Figures}
      {...rest}
    />
  );
}

function Figures({ offer: { digital, available, unit, price } }: { offer: Offer }) {
  const words = useCounterWords();
  return (
    <span className={classes.figures}>
      <span className={classes.stock} data-none={!digital && available <= 0}>
        {digital ? '' : words.stock(available, unit)}
      </span>
      <span className={classes.price}>
        <MoneyText minor={price} />
      </span>
    </span>
  );
}
