import { Button } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, type Result } from '../../bridge';
import { formatMoney } from '../../format';
import { ErrorLine, MoneyInput, say, SidePanel, useCurrency, useErrorText, type PaymentKind } from '../../ui';
import { KindChoice } from './KindChoice';
import classes from './Orders.module.css';

type Props = { order: Result<'orders.get'>; onClose: () => void };

/** Records money received for an order; all that is due unless less is typed. */
export function PayPanel({ order, onClose }: Props) {
  const { t, i18n } = useTranslation('orders');
  const currency = useCurrency();
  const text = useErrorText();
  const [amount, setAmount] = useState<number | undefined>(order.due);
  const [kind, setKind] = useState<PaymentKind>(order.delivery.cod ? 'cod' : 'transfer');
  const pay = useCommand('orders.add_payment', {
    done: () => {
      say(t('paid', { sum: formatMoney(amount ?? 0, currency, i18n.language), number: order.number }));
      onClose();
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!pay.isPending) pay.mutate({ order_id: order.id, kind, amount: amount ?? 0 });
  }

  const atField = pay.error?.field === 'amount';
  return (
    <SidePanel title={t('pay.title', { number: order.number })} onClose={onClose} width={320}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <MoneyInput
          data-autofocus
          label={t('pay.amount')}
          description={t('pay.due', { sum: formatMoney(order.due, currency, i18n.language) })}
          value={amount}
          error={atField ? text(pay.error) : undefined}
          onChange={setAmount}
        />
        <KindChoice label={t('pay.kind')} value={kind} onChange={setKind} />
        {!atField && <ErrorLine error={pay.error} />}
        <div className={classes.formFoot}>
          <Button type="submit" variant="filled" loading={pay.isPending}>
            {t('pay.do')}
          </Button>
          <Button onClick={onClose}>{t('drop')}</Button>
        </div>
      </form>
    </SidePanel>
  );
}
