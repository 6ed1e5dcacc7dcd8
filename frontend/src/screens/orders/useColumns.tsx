import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderRow } from '../../bridge';
import { formatMoment } from '../../format';
import { MoneyText, OrderBadge, PaymentBadge, useWords, type Column } from '../../ui';
import { formatAge } from './age';
import classes from './Orders.module.css';

const finished = ['completed', 'cancelled'];

/** The columns of the orders list; a wider window shows more of them. */
export function useColumns(now_ms: number): Column<OrderRow>[] {
  const { t, i18n } = useTranslation('orders');
  const words = useWords();
  const language = i18n.language;
  return useMemo(
    () => [
      {
        key: 'number',
        title: t('column.number'),
        // A return's number has its sign before it.
        width: 116,
        sortable: true,
        cell: (order) => <Number order={order} />,
      },
      {
        key: 'created_at',
        title: t('column.when'),
        width: 116,
        sortable: true,
        cell: (order) => formatMoment(order.created_at, now_ms, language),
      },
      {
        key: 'customer',
        title: t('column.customer'),
        width: 130,
        grow: true,
        sortable: true,
        cell: ({ customer }) => <span title={customer}>{customer}</span>,
      },
      {
        key: 'goods',
        title: t('column.goods'),
        width: 130,
        grow: true,
        from: 880,
        cell: ({ goods, comment }) => (
          <span title={goods}>
            {goods}
            {comment && <span className={classes.quiet}>{` · ${comment}`}</span>}
          </span>
        ),
      },
      {
        key: 'total',
        title: t('column.sum'),
        width: 104,
        end: true,
        sortable: true,
        cell: ({ total }) => <MoneyText minor={total} bare />,
      },
      {
        key: 'payment_state',
        title: t('column.payment'),
        width: 148,
        sortable: true,
        cell: (order) => <PaymentBadge state={order.payment_state} />,
      },
      {
        key: 'status',
        title: t('column.status'),
        width: 146,
        sortable: true,
        cell: ({ status }) => <OrderBadge status={status} />,
      },
      {
        key: 'delivery_method',
        title: t('column.delivery'),
        width: 124,
        grow: true,
        from: 1000,
        sortable: true,
        cell: ({ delivery_method, city }) =>
          [words.delivery(delivery_method), city].filter(Boolean).join(' · '),
      },
      {
        key: 'source',
        title: t('column.source'),
        width: 112,
        from: 1280,
        sortable: true,
        cell: ({ source }) => words.source(source),
      },
      {
        key: 'age',
        title: t('column.age'),
        width: 70,
        end: true,
        from: 1100,
        cell: ({ created_at, status }) =>
          finished.includes(status) ? '' : formatAge(created_at, now_ms, language),
      },
      {
        key: 'owner',
        title: t('column.owner'),
        width: 110,
        from: 1400,
        sortable: true,
        cell: ({ owner }) => owner,
      },
      {
        key: 'waybill',
        title: t('column.waybill'),
        width: 150,
        from: 1500,
        cell: ({ waybill }) => waybill,
      },
    ],
    [t, language, words, now_ms],
  );
}

function Number({ order }: { order: OrderRow }) {
  const { t } = useTranslation('orders');
  return (
    <span className={classes.number} data-cancelled={order.status === 'cancelled'}>
      {order.kind === 'return' && (
        <span title={t('kind.return')} aria-label={t('kind.return')} role="img">
          ↩
        </span>
      )}
      {order.number}
    </span>
  );
}
