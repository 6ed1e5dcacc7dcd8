import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useDesk, type OrderLine, type Result } from '../../bridge';
import { formatMoney } from '../../format';
import { ErrorLine, say, SidePanel, useCurrency, type PaymentKind } from '../../ui';
import { KindChoice } from './KindChoice';
import classes from './Orders.module.css';

type Props = {
  id: string;
  /** Only this line; the whole order when left out. */
  line?: OrderLine | undefined;
  onClose: () => void;
  width?: number;
};

/** Cancels an order or one line of it: why, and how the money goes back. */
export function CancelPanel({ id, line, onClose, width = 360 }: Props) {
  const { t } = useTranslation('orders');
  const { data: order, error } = useDesk('orders.get', { id });
  const title = line
    ? t('cancel.line', { what: line.title })
    : t('cancel.order', { number: order?.number ?? '' });
  return (
    <SidePanel title={title} onClose={onClose} width={width}>
      {error && <ErrorLine error={error} />}
      {order && <CancelForm order={order} line={line} onClose={onClose} />}
    </SidePanel>
  );
}

type FormProps = { order: Result<'orders.get'>; line: OrderLine | undefined; onClose: () => void };

const reasons = ['mind', 'stock', 'unreachable', 'mistake'] as const;

function CancelForm({ order, line, onClose }: FormProps) {
  const { t, i18n } = useTranslation('orders');
  const currency = useCurrency();
  const [reason, setReason] = useState('');
  const first = order.payments.find(({ amount }) => amount > 0)?.kind ?? 'cash';
  const [refund, setRefund] = useState<PaymentKind>(first);
  const told = {
    done: () => {
      say(t(line ? 'cancelled.line' : 'cancelled.order', { number: order.number }));
      onClose();
    },
  };
  const cancel = useCommand('orders.cancel', told);
  const cancelLine = useCommand('orders.cancel_line', told);
  const paid = order.paid > 0;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (cancel.isPending || cancelLine.isPending) return;
    const given = { order_id: order.id, reason: reason.trim(), ...(paid && { refund }) };
    if (line) cancelLine.mutate({ ...given, line: line.id });
    else cancel.mutate(given);
  }

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <p className={classes.plainText}>{t(line ? 'cancel.line.text' : 'cancel.order.text')}</p>
      <TextInput
        data-autofocus
        label={t('cancel.reason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={classes.quickChoices}>
        {reasons.map((each) => (
          <Button key={each} size="compact-sm" onClick={() => setReason(t(`reason.${each}`))}>
            {t(`reason.${each}`)}
          </Button>
        ))}
      </div>
      {paid && (
        <KindChoice
          label={
            line
              ? t('cancel.line.refund')
              : t('cancel.refund', { sum: formatMoney(order.paid, currency, i18n.language) })
          }
          value={refund}
          onChange={setRefund}
        />
      )}
      <ErrorLine error={cancel.error ?? cancelLine.error} />
      <div className={classes.formFoot}>
        <Button type="submit" className={classes.risk} loading={cancel.isPending || cancelLine.isPending}>
          {t(line ? 'cancel.line.do' : 'cancel.order.do')}
        </Button>
        <Button onClick={onClose}>{t('ui:keep')}</Button>
      </div>
    </form>
  );
}
