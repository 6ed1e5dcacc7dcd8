import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useDesk, type Balance } from '../../bridge';
import { ErrorLine, QuantityInput, say, SidePanel, useWords } from '../../ui';
import classes from './Goods.module.css';

type Props = {
  product: string;
  offer: string;
  title: string;
  unit: string;
  onClose: () => void;
  width?: number;
};

/** Counts an offer: what lies in a warehouse becomes what was counted, by a stock move that says why. */
export function StockPanel({ product, offer, title, unit, onClose, width = 360 }: Props) {
  const { t } = useTranslation('goods');
  const { data, error } = useDesk('goods.get', { id: product });
  const balances = data?.offers.find(({ id }) => id === offer)?.balances ?? [];
  const [first] = balances;
  return (
    <SidePanel title={t('stock.title')} onClose={onClose} width={width}>
      <p className={classes.counted}>{title}</p>
      {error && <ErrorLine error={error} />}
      {first && (
        <CountForm
          key={offer}
          offer={offer}
          unit={unit}
          balances={balances}
          first={first}
          onClose={onClose}
        />
      )}
    </SidePanel>
  );
}

type FormProps = {
  offer: string;
  unit: string;
  balances: readonly Balance[];
  first: Balance;
  onClose: () => void;
};

function CountForm({ offer, unit, balances, first, onClose }: FormProps) {
  const { t } = useTranslation('goods');
  const words = useWords();
  const [warehouse, setWarehouse] = useState(first.warehouse_id);
  const [counted, setCounted] = useState<number>();
  const [note, setNote] = useState('');
  const balance = balances.find(({ warehouse_id }) => warehouse_id === warehouse) ?? first;
  const set = useCommand('goods.set_stock', {
    done: () => {
      say(t('stock.saved', { warehouse: balance.warehouse }));
      onClose();
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (counted === undefined || set.isPending) return;
    set.mutate({ offer_id: offer, warehouse_id: warehouse, on_hand: counted, ...(note && { note }) });
  }

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {balances.length > 1 && (
        <NativeSelect
          label={t('warehouse')}
          value={warehouse}
          data={balances.map(({ warehouse_id, warehouse: name }) => ({ value: warehouse_id, label: name }))}
          onChange={(event) => setWarehouse(event.currentTarget.value)}
        />
      )}
      <p className={classes.quiet}>
        {t('stock.now', {
          warehouse: balance.warehouse,
          quantity: words.quantity(balance.on_hand, unit),
          reserved: words.quantity(balance.reserved, unit),
        })}
      </p>
      <QuantityInput
        data-autofocus
        label={t('stock.counted', { unit: words.unit(unit) })}
        value={counted}
        onChange={setCounted}
      />
      <TextInput
        label={t('stock.note')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <ErrorLine error={set.error} />
      <div className={classes.buttons}>
        <Button type="submit" variant="filled" loading={set.isPending}>
          {t('stock.set')}
        </Button>
        <Button onClick={onClose}>{t('drop')}</Button>
      </div>
    </form>
  );
}
