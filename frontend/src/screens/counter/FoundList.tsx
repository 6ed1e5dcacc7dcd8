import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Offer } from '../../bridge';
import { MoneyText, ShapeIcon, useInView } from '../../ui';
import classes from './Finder.module.css';
import { lit } from './lit';
import { useCounterWords } from './words';

type Props = {
  offers: readonly Offer[];
  /** What was looked for; it is lit in the rows. */
  looked: string;
  /** Said above the rows when a person has to choose. */
  title?: string | undefined;
  /** Enter was pressed already and found nothing. */
  tried: boolean;
  at: number;
  onTake: (offer: Offer) => void;
};

/** What was found, under the field: price, stock and SKU; Enter adds the top one. */
export function FoundList({ offers, looked, title, tried, at, onTake }: Props) {
  const { t } = useTranslation('counter');
  const words = useCounterWords();
  const list = useRef<HTMLDivElement>(null);
  useInView(list, at);
  return (
    <div className={classes.drop}>
      {title && (
        <p className={classes.choose}>
          <ShapeIcon shape="waits" />
          {title}
        </p>
      )}
      <div ref={list} id="counter-found" role="listbox" aria-label={t('found')}>
        {offers.map((offer, index) => (
          <div
            key={offer.id}
            id={`found-${offer.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className={classes.row}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onTake(offer)}
            onKeyDown={() => undefined}
          >
            <span className={classes.title}>
              <span className={classes.name}>
                <Lit text={nameOf(offer)} looked={looked} />
              </span>
              {offer.variant !== '' && (
                <span className={classes.variant}>
                  <Lit text={offer.variant} looked={looked} />
                </span>
              )}
            </span>
            <span className={classes.sku}>
              <Lit text={offer.sku} looked={looked} />
            </span>
            <span className={classes.stock} data-none={!offer.digital && offer.available <= 0}>
              {offer.digital ? '' : words.stock(offer.available, offer.unit)}
            </span>
            <span className={classes.price}>
              <MoneyText minor={offer.price} />
            </span>
          </div>
        ))}
      </div>
      {offers.length === 0 && !tried && <p className={classes.none}>{t('found.none')}</p>}
      {offers.length === 0 && tried && (
        <p className={classes.choose} role="alert">
          <ShapeIcon shape="waits" />
          {t('found.nothing', { text: looked })}
        </p>
      )}
    </div>
  );
}

/** The name without its variant, which stands beside it and is never cut: it tells 500 g from 1 kg. */
function nameOf({ title, variant }: Offer): string {
  const tail = ` · ${variant}`;
  return variant !== '' && title.endsWith(tail) ? title.slice(0, -tail.length) : title;
}

function Lit({ text, looked }: { text: string; looked: string }) {
  return (
    <>
      {lit(text, looked).map((part, index) =>
        // oxlint-disable-next-line react/no-array-index-key -- the parts of one text never change places
        part.lit ? <mark key={index}>{part.text}</mark> : part.text,
      )}
    </>
  );
}
