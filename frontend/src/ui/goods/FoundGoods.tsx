import { useRef, type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { Offer } from '../../bridge';
import { ShapeIcon } from '../ShapeIcon';
import { useInView } from '../useInView';
import classes from './FoundGoods.module.css';
import { lit } from './lit';

type Props = {
  /** Of the list; the row at place n is `${id}-n`. */
  id: string;
  offers: readonly Offer[];
  /** What was looked for; it is lit in the rows. */
  looked: string;
  /** Said above the rows when a person has to choose. */
  title?: string | undefined;
  /** Said when there are no rows, and louder when Enter was pressed all the same. */
  none: string;
  tried?: boolean;
  at: number;
  onTake: (offer: Offer) => void;
  /** What stands at the end of a row: stock, price. */
  Figures: ComponentType<{ offer: Offer }>;
};

/** Goods that were found, under the field in which they were looked for. */
export function FoundGoods({ id, offers, looked, title, none, tried = false, at, onTake, Figures }: Props) {
  const { t } = useTranslation('ui');
  const list = useRef<HTMLDivElement>(null);
  useInView(list, at);
  return (
    <div className={classes.drop}>
      {title && <Choose text={title} />}
      <div ref={list} id={id} role="listbox" aria-label={t('found')}>
        {offers.map((offer, index) => (
          <div
            key={offer.id}
            id={`${id}-${index}`}
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
            <Figures offer={offer} />
          </div>
        ))}
      </div>
      {offers.length === 0 && (tried ? <Choose text={none} alert /> : <p className={classes.none}>{none}</p>)}
    </div>
  );
}

function Choose({ text, alert = false }: { text: string; alert?: boolean }) {
  return (
    <p className={classes.choose} role={alert ? 'alert' : undefined}>
      <ShapeIcon shape="waits" />
      {text}
    </p>
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
