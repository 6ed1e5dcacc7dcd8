import { Checkbox, CloseButton, TextInput } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useRight } from '../../desk';
import { formatQuantity } from '../../format';
import { KeyButton, MoneyInput, Spring, useWords } from '../../ui';
import classes from './Goods.module.css';
import type { DraftOffer } from './product';

type Props = {
  offers: readonly DraftOffer[];
  unit: string;
  current: string | undefined;
  /** The SKU that belongs to another offer already. */
  wrongSku: string | undefined;
  onCurrent: (key: string) => void;
  onChange: (key: string, part: Partial<DraftOffer>) => void;
  onRemove: (key: string) => void;
};

/** The offers of a product, edited like a table: Tab goes on, up and down go to the same field of the next row. */
export function OffersTable(props: Props) {
  const { t } = useTranslation('goods');
  const words = useWords();
  const purchase = useRight('see_purchase');
  return (
    <section className={classes.tablePart} aria-label={t('offers')}>
      <header className={classes.partHead}>
        <h2>{t('offers')}</h2>
        <Spring />
        <KeyButton command="goods.variants" size="compact-sm">
          {t('variants.make')}
        </KeyButton>
        <KeyButton command="goods.offer" size="compact-sm">
          {t('offer.add')}
        </KeyButton>
      </header>
      <div className={classes.tableHold}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('offer.title')}</th>
              <th scope="col">{t('column.sku')}</th>
              <th scope="col">{t('offer.price')}</th>
              <th scope="col">{t('offer.sale')}</th>
              {purchase && <th scope="col">{t('column.purchase')}</th>}
              <th scope="col" className={classes.end}>{`${t('offer.stock')}, ${words.unit(props.unit)}`}</th>
              <th scope="col">{t('offer.active')}</th>
              <th scope="col">
                <span className={classes.hidden}>{t('offer.remove')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {props.offers.map((offer, at) => (
              <Row key={offer.key} {...props} offer={offer} number={at + 1} purchase={purchase} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row(props: Props & { offer: DraftOffer; number: number; purchase: boolean }) {
  const { t, i18n } = useTranslation('goods');
  const { offer, number, onChange } = props;
  const set = (part: Partial<DraftOffer>) => onChange(offer.key, part);
  const named = (column: string) => `${column}, ${offer.title || t('offer.number', { number })}`;
  const wrongSku = props.wrongSku !== undefined && props.wrongSku === offer.sku;
  const onHand = (offer.balances ?? []).map(({ on_hand }) => on_hand);
  return (
    <tr data-current={props.current === offer.key} onFocus={() => props.onCurrent(offer.key)}>
      <td>
        <TextInput
          onKeyDown={walk}
          aria-label={named(t('offer.title'))}
          placeholder={props.offers.length === 1 ? t('offer.only') : undefined}
          value={offer.title}
          onChange={(event) => set({ title: event.currentTarget.value })}
        />
      </td>
      <td>
        <TextInput
          onKeyDown={walk}
          aria-label={named(t('column.sku'))}
          value={offer.sku}
          error={wrongSku ? t('sku.taken') : undefined}
          onChange={(event) => set({ sku: event.currentTarget.value })}
        />
      </td>
      <td>
        <MoneyInput
          onKeyDown={walk}
          aria-label={named(t('offer.price'))}
          value={offer.price}
          onChange={(price = 0) => set({ price })}
        />
      </td>
      <td>
        <MoneyInput
          onKeyDown={walk}
          aria-label={named(t('offer.sale'))}
          value={offer.sale_price || undefined}
          onChange={(sale_price = 0) => set({ sale_price })}
        />
      </td>
      {props.purchase && (
        <td>
          <MoneyInput
            onKeyDown={walk}
            aria-label={named(t('column.purchase'))}
            value={offer.purchase_price || undefined}
            onChange={(purchase_price = 0) => set({ purchase_price })}
          />
        </td>
      )}
      <td className={classes.end}>{onHand.map((each) => formatQuantity(each, i18n.language)).join(' + ')}</td>
      <td>
        <Checkbox
          aria-label={named(t('offer.active'))}
          checked={offer.active}
          onChange={(event) => set({ active: event.currentTarget.checked })}
        />
      </td>
      <td>
        {props.offers.length > 1 && (
          <CloseButton
            tabIndex={-1}
            aria-label={named(t('offer.remove'))}
            onClick={() => props.onRemove(offer.key)}
          />
        )}
      </td>
    </tr>
  );
}

/** Up and down lead to the same field of the next row. */
function walk(event: KeyboardEvent<HTMLInputElement>) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const cell = event.currentTarget.closest('td');
  const row = cell?.parentElement;
  if (step === undefined || !cell || !(row instanceof HTMLTableRowElement)) return;
  const next = row.parentElement?.children[[...row.parentElement.children].indexOf(row) + step];
  const field = next?.children[cell.cellIndex]?.querySelector('input');
  if (!field) return;
  event.preventDefault();
  field.focus();
}
