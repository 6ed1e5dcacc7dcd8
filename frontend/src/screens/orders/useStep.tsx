import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, type OrderRow } from '../../bridge';
import { useCommands } from '../../commands';
import { formatMoney } from '../../format';
import { say, useCurrency, type OrderStatus } from '../../ui';
import classes from './Orders.module.css';

/** The usual next step of an order; none where it goes on at the counter or has come to its end. */
export function usualStep(order: OrderRow): OrderStatus | undefined {
  const [next] = order.next;
  return order.status === 'parked' || next === 'cancelled' ? undefined : next;
}

type Asked = { order: OrderRow; to: OrderStatus };

/** Takes orders from state to state. Completing one that is not paid in full takes the rest as received, so that is asked first. */
export function useStep(refused: (error: unknown) => void) {
  const { t } = useTranslation('orders');
  const [asked, setAsked] = useState<Asked>();
  const set = useCommand('orders.set_status', { refused });

  function go({ order, to }: Asked) {
    setAsked(undefined);
    set.mutate(
      { order_id: order.id, status: to },
      { onSuccess: () => void say(t('stepped', { number: order.number, status: t(`words:status.${to}`) })) },
    );
  }

  function step(order: OrderRow, to: OrderStatus) {
    const next = { order, to };
    if (to === 'completed' && order.total > order.paid) setAsked(next);
    else go(next);
  }

  const question = asked && (
    <TakesMoney asked={asked} onAnswer={(yes) => (yes ? go(asked) : setAsked(undefined))} />
  );
  return { step, question, busy: set.isPending };
}

function TakesMoney({ asked: { order }, onAnswer }: { asked: Asked; onAnswer: (yes: boolean) => void }) {
  const { t, i18n } = useTranslation('orders');
  const currency = useCurrency();
  useCommands({ 'ui.close': () => onAnswer(false) }, { over: true });
  const words = t(order.payment_state === 'cod' ? 'takes.cod' : 'takes.cash', {
    number: order.number,
    sum: formatMoney(order.total - order.paid, currency, i18n.language),
  });
  return (
    <div className={classes.question} role="group" aria-label={words}>
      <span>{words}</span>
      <Button variant="filled" autoFocus onClick={() => onAnswer(true)}>
        {t('takes.yes')}
      </Button>
      <Button onClick={() => onAnswer(false)}>{t('takes.no')}</Button>
    </div>
  );
}
