import { Button, CloseButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk, type Result } from '../../bridge';
import { useCommands } from '../../commands';
import {
  EmptyState,
  ErrorLine,
  KeyButton,
  MoneyText,
  OrderBadge,
  PaymentBadge,
  PhoneText,
  useWords,
} from '../../ui';
import { Missing } from './Missing';
import classes from './Orders.module.css';
import { isEditable, isSold } from './useOrderCommands';
import { usualStep } from './useStep';

type Props = { id: string; onOpen: () => void; onClose: () => void; onStatus: () => void };

/** The order beside the list. The focus stays in the list, so that arrows go on to the next order. */
export function QuickCard({ id, onOpen, onClose, onStatus }: Props) {
  const { t } = useTranslation('orders');
  const { data: order, error } = useDesk('orders.get', { id });
  useCommands({ 'ui.close': onClose });
  return (
    <aside className={classes.quick} aria-label={t('quick')}>
      <header className={classes.quickHead}>
        <h2>{order?.number ?? ''}</h2>
        {order && <OrderBadge status={order.status} />}
        {order && <PaymentBadge state={order.payment_state} />}
        <CloseButton aria-label={t('ui:close')} onClick={onClose} ml="auto" />
      </header>
      {error && <ErrorLine error={error} />}
      {order && <Body order={order} />}
      {order && (
        <footer className={classes.quickFoot}>
          <Button
            variant="filled"
            onClick={onOpen}
            rightSection={
              <kbd className={classes.enter} aria-hidden="true">
                ↵
              </kbd>
            }
          >
            {t('open')}
          </Button>
          {usualStep(order) && <KeyButton command="orders.next">{t(`step.${usualStep(order)}`)}</KeyButton>}
          {isEditable(order) && <KeyButton command="orders.counter">{t('to_counter')}</KeyButton>}
          {isSold(order) && order.can_return && <KeyButton command="orders.return">{t('return')}</KeyButton>}
          <KeyButton command="orders.status" onClick={onStatus}>
            {t('bulk.status')}
          </KeyButton>
        </footer>
      )}
    </aside>
  );
}

function Body({ order }: { order: Result<'orders.get'> }) {
  const { t } = useTranslation('orders');
  const words = useWords();
  const { buyer, delivery } = order;
  return (
    <div className={classes.quickBody}>
      <Missing order={order} />
      {buyer && (
        <p className={classes.pair}>
          <strong>{buyer.name}</strong>
          <PhoneText phone={buyer.phone} />
        </p>
      )}
      <ul className={classes.brief}>
        {order.items.map((line) => (
          <li key={line.id} data-cancelled={line.cancelled !== ''}>
            <span>{line.title}</span>
            <span className={classes.quiet}>{words.quantity(line.quantity, line.unit)}</span>
            <MoneyText minor={line.sum} bare />
          </li>
        ))}
      </ul>
      {order.items.length === 0 && <EmptyState title={t('lines.none')} />}
      <dl className={classes.sums}>
        <Sum name={t('sum.total')}>
          <MoneyText minor={order.total} size="sum" />
        </Sum>
        <Sum name={t('sum.paid')}>
          <MoneyText minor={order.paid} />
        </Sum>
        {order.due !== 0 && (
          <Sum name={t(order.due > 0 ? 'sum.due' : 'sum.refund')}>
            <MoneyText minor={Math.abs(order.due)} />
          </Sum>
        )}
      </dl>
      {delivery.method !== '' && (
        <p className={classes.plainText}>
          {[words.delivery(delivery.method), delivery.city, delivery.address, delivery.waybill]
            .filter(Boolean)
            .join(' · ')}
        </p>
      )}
      {order.comment && <p className={classes.comment}>{order.comment}</p>}
    </div>
  );
}

/** A named figure of a list of figures. */
export function Sum({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
