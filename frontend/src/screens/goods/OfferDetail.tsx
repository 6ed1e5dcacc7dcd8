import { Button, CloseButton, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { KeyButton, QuantityInput, useWords, WholeInput } from '../../ui';
import classes from './Goods.module.css';
import type { Barcode, DraftOffer } from './product';

type Props = {
  offer: DraftOffer;
  unit: string;
  /** Not kept in stock at all. */
  digital: boolean;
  onChange: (part: Partial<DraftOffer>) => void;
};

const one = 1000;
const sizes = ['weight_grams', 'length_mm', 'width_mm', 'height_mm'] as const;

/** What the table has no room for: an offer's barcodes, sizes and stock. */
export function OfferDetail({ offer, unit, digital, onChange }: Props) {
  const { t } = useTranslation('goods');
  const words = useWords();
  return (
    <div className={classes.detail}>
      <Codes barcodes={offer.barcodes} unit={unit} onChange={(barcodes) => onChange({ barcodes })} />
      <section aria-label={t('sizes')}>
        <h2>{t('sizes')}</h2>
        <div className={classes.sizes}>
          {sizes.map((size) => (
            <WholeInput
              key={size}
              label={t(`size.${size}`)}
              value={offer[size] || undefined}
              onChange={(value = 0) => onChange({ [size]: value })}
            />
          ))}
        </div>
      </section>
      <section aria-label={t('stock')}>
        <h2>{t('stock')}</h2>
        {digital && <p className={classes.quiet}>{t('digital')}</p>}
        {!digital && offer.id === '' && <p className={classes.quiet}>{t('stock.unsaved')}</p>}
        {!digital && offer.id !== '' && (
          <>
            <table className={classes.balances}>
              <thead>
                <tr>
                  <th scope="col">{t('warehouse')}</th>
                  <th scope="col">{t('column.on_hand')}</th>
                  <th scope="col">{t('column.reserved')}</th>
                </tr>
              </thead>
              <tbody>
                {(offer.balances ?? []).map(({ warehouse_id, warehouse, on_hand, reserved }) => (
                  <tr key={warehouse_id}>
                    <td>{warehouse}</td>
                    <td>{words.quantity(on_hand, unit)}</td>
                    <td>{words.quantity(reserved, unit)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <KeyButton command="goods.stock" size="compact-sm">
              {t('stock.count')}
            </KeyButton>
          </>
        )}
      </section>
    </div>
  );
}

type CodesProps = {
  barcodes: readonly Barcode[];
  unit: string;
  onChange: (barcodes: Barcode[]) => void;
};

/** The codes that name the offer when scanned, each with what one scan stands for: a crate may hold twelve. */
function Codes({ barcodes, unit, onChange }: CodesProps) {
  const { t } = useTranslation('goods');
  const words = useWords();
  const set = (at: number, part: Partial<Barcode>) =>
    onChange(barcodes.map((code, index) => (index === at ? { ...code, ...part } : code)));
  return (
    <section aria-label={t('barcodes')}>
      <h2>{t('barcodes')}</h2>
      {barcodes.map(({ code, quantity }, at) => (
        // A code has no name but its place while it is typed.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={at} className={classes.code}>
          <TextInput
            aria-label={t('barcode.number', { number: at + 1 })}
            data-takes-scan
            value={code}
            onChange={(event) => set(at, { code: event.currentTarget.value })}
          />
          <QuantityInput
            aria-label={t('barcode.quantity', { number: at + 1, unit: words.unit(unit) })}
            value={quantity}
            onChange={(next = one) => set(at, { quantity: next })}
          />
          <CloseButton
            aria-label={t('barcode.remove', { code })}
            onClick={() => onChange(barcodes.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      <Button size="compact-sm" onClick={() => onChange([...barcodes, { code: '', quantity: one }])}>
        {t('barcode.add')}
      </Button>
    </section>
  );
}
