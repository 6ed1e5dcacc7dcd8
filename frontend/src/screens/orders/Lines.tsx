import { CloseButton } from '@mantine/core';
import { useMemo, useState, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderLine, Result } from '../../bridge';
import { useCommands } from '../../commands';
import { formatPercent, formatQuantity } from '../../format';
import { EmptyState, Grid, MoneyText, StatusBadge, useWords, type Column } from '../../ui';
import classes from './Orders.module.css';

type Props = {
  order: Result<'orders.get'>;
  /** The line that was picked last. */
  lit: string | undefined;
  /** Asked to check a line off, or to take the check back. */
  onPick: (line: OrderLine) => void;
  /** Asked to cancel a line. */
  onCancel: (line: OrderLine) => void;
  ref: Ref<HTMLDivElement>;
};

const rowKey = ({ id }: OrderLine) => id;

/** The lines of an order with their stock and what is picked; Del cancels the current one. */
export function Lines({ order, lit, onPick, onCancel, ref }: Props) {
  const { t } = useTranslation('orders');
  const [current, setCurrent] = useState<string>();
  const open = order.kind === 'sale' && order.status !== 'cancelled';
  const columns = useLineColumns(open ? onCancel : undefined, order);
  const line = order.items.find(({ id }) => id === current) ?? order.items[0];
  const fresh = useMemo(() => new Set(lit === undefined ? [] : [lit]), [lit]);
  useCommands({
    'orders.pick': {
      run: () => line && onPick(line),
      when: () => order.can_edit && line?.shelved === true,
    },
    'orders.cancel_line': {
      run: () => line && onCancel(line),
      when: () => open && line !== undefined && line.cancelled === '',
    },
  });
  return (
    <div className={classes.lines}>
      <Grid
        ref={ref}
        name={`order.lines`}
        label={t('part.lines')}
        rows={order.items}
        rowKey={rowKey}
        columns={columns}
        onCurrent={({ id }) => setCurrent(id)}
        fresh={fresh}
        rowTone={({ short, cancelled }) => (short > 0 && cancelled === '' ? 'waits' : undefined)}
        empty={<EmptyState title={t('lines.none')} />}
      />
    </div>
  );
}

function useLineColumns(
  onCancel: ((line: OrderLine) => void) | undefined,
  { items, can_edit }: Props['order'],
): Column<OrderLine>[] {
  const { t, i18n } = useTranslation('orders');
  const words = useWords();
  const margins = items.some(({ margin }) => margin !== undefined);
  const picks = can_edit || items.some(({ picked }) => picked > 0);
  const discounts = items.some(({ discount }) => discount.basis_points || discount.sum);
  return useMemo(() => {
    const columns: (Column<OrderLine> | false)[] = [
      {
        key: 'title',
        title: t('line.title'),
        width: 140,
        grow: true,
        cell: (line) => <Title line={line} />,
      },
      {
        key: 'quantity',
        title: t(picks ? 'line.picked' : 'line.quantity'),
        width: picks ? 100 : 66,
        end: true,
        cell: ({ quantity, picked, unit, shelved }) =>
          picks && shelved ? (
            <PickMark
              picked={formatQuantity(picked, i18n.language)}
              wanted={words.quantity(quantity, unit)}
              done={picked >= quantity}
            />
          ) : (
            words.quantity(quantity, unit)
          ),
      },
      {
        key: 'price',
        title: t('line.price'),
        width: 93,
        end: true,
        cell: ({ price }) => <MoneyText minor={price} bare />,
      },
      discounts && {
        key: 'discount',
        title: t('line.discount'),
        width: 72,
        end: true,
        cell: ({ discount: { basis_points = 0, sum = 0 } }) =>
          basis_points > 0 ? (
            `−${formatPercent(basis_points, i18n.language)}`
          ) : sum > 0 ? (
            <MoneyText minor={-sum} bare />
          ) : (
            ''
          ),
      },
      {
        key: 'sum',
        title: t('line.sum'),
        width: 93,
        end: true,
        cell: ({ sum, cancelled }) => (cancelled === '' ? <MoneyText minor={sum} bare /> : ''),
      },
      {
        key: 'stock',
        title: t('line.stock'),
        width: 56,
        end: true,
        cell: ({ on_hand }) => formatQuantity(on_hand, i18n.language),
      },
      margins && {
        key: 'margin',
        title: t('line.margin'),
        width: 92,
        end: true,
        from: 700,
        cell: ({ margin }) => (margin === undefined ? '' : <MoneyText minor={margin} bare />),
      },
      onCancel !== undefined && {
        key: 'cancel',
        title: '×',
        width: 44,
        cell: (line) =>
          line.cancelled === '' ? (
            <CloseButton
              size="sm"
              tabIndex={-1}
              aria-label={t('line.cancel', { what: line.title })}
              onClick={() => onCancel(line)}
            />
          ) : (
            ''
          ),
      },
    ];
    return columns.filter((column) => column !== false);
  }, [t, i18n.language, words, onCancel, margins, discounts, picks]);
}

/** How much of a line is picked: in figures, and by a mark once it is all there. */
function PickMark({ picked, wanted, done }: { picked: string; wanted: string; done: boolean }) {
  const { t } = useTranslation('orders');
  const words = t('picked', { picked, wanted });
  return done ? <StatusBadge tone="done">{words}</StatusBadge> : <span>{words}</span>;
}

function Title({ line: { title, sku, cancelled } }: { line: OrderLine }) {
  const { t } = useTranslation('orders');
  return (
    <span className={classes.twoLines} title={[title, sku].filter(Boolean).join(' · ')}>
      <span className={classes.lineTitle} data-cancelled={cancelled !== ''}>
        {title}
      </span>
      {cancelled !== '' ? (
        <span className={classes.quiet}>{` · ${t('line.cancelled', { reason: cancelled })}`}</span>
      ) : (
        sku && <span className={classes.quiet}>{` · ${sku}`}</span>
      )}
    </span>
  );
}
