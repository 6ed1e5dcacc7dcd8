import { Button } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, type Result } from '../../bridge';
import { formatMoney } from '../../format';
import { ErrorLine, MoneyInput, say, SidePanel, useCurrency, useErrorText, type PaymentKind } from '../../ui';
import { KindChoice } from './KindChoice';
import classes from './Orders.module.css';

type Props = { order: Result<'orders.get'>; onClose: () => void };

/** Records money received for an order, or given back when too much was paid; all that is due unless less is typed. */
export function PayPanel({ order, onClose }: Props) {
  const { t, i18n } = useTranslation('orders');
  const currency = useCurrency();
  const text = useErrorText();
  // What the panel was opened for stays, though another till may even the order out meanwhile.
  const [back] = useState(order.due < 0);
  const words = back ? 'refund' : 'pay';
  const [amount, setAmount] = useState<number | undefined>(Math.abs(order.due));
  const [kind, setKind] = useState<PaymentKind>(usualKind(order));
  const sum = back ? Math.abs(amount ?? 0) : (amount ?? 0);
  const pay = useCommand('orders.add_payment', {
    done: () => {
      say(
        t(back ? 'refunded' : 'paid', {
          sum: formatMoney(sum, currency, i18n.language),
          number: order.number,
        }),
      );
      onClose();
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!pay.isPending) pay.mutate({ order_id: order.id, kind, amount: back ? -sum : sum });
  }

  const atField = pay.error?.field === 'amount';
  return (
    <SidePanel title={t(`${words}.title`, { number: order.number })} onClose={onClose} width={320}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <MoneyInput
          data-autofocus
          label={t(`${words}.amount`)}
          description={t(`${words}.due`, { sum: formatMoney(Math.abs(order.due), currency, i18n.language) })}
          value={amount}
          error={atField ? text(pay.error) : undefined}
          onChange={setAmount}
        />
        <KindChoice label={t(`${words}.kind`)} value={kind} onChange={setKind} />
        {!atField && <ErrorLine error={pay.error} />}
        <div className={classes.formFoot}>
          <Button type="submit" variant="filled" loading={pay.isPending}>
            {t(`${words}.do`)}
          </Button>
          <Button onClick={onClose}>{t('drop')}</Button>
        </div>
      </form>
    </SidePanel>
  );
}

/** How money for an order most likely comes; and goes back the way that the last of it came. */
function usualKind({ due, payments, delivery }: Props['order']): PaymentKind {
  if (due < 0) return payments.findLast(({ amount }) => amount > 0)?.kind ?? 'cash';
  return delivery.cod ? 'cod' : 'transfer';
}
