import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk, type Print } from '../../bridge';
import { MoneyText, StatusBadge, type Tone } from '../../ui';
import classes from './Foot.module.css';

/** The sale or return that was finished last on this screen. */
export type Done = {
  order: string;
  number: string;
  total: number;
  change: number;
  printed: boolean;
  refund: boolean;
  undone: boolean;
};

const undo_s = 10;

/** One quiet line about the sale just made: its number, sum and receipt, and undo for ten seconds. */
export function LastSale({ last, onUndo }: { last: Done; onUndo: () => void }) {
  const { t } = useTranslation('counter');
  const left_s = useCountdown(undo_s);
  return (
    <p className={classes.last} role="status">
      <strong>{last.number}</strong>
      <MoneyText minor={last.total} />
      {last.undone ? (
        <StatusBadge tone="plain">{t('last.undone')}</StatusBadge>
      ) : last.printed ? (
        <PrintState order={last.order} />
      ) : (
        <StatusBadge tone="done">{t(last.refund ? 'last.returned' : 'last.done')}</StatusBadge>
      )}
      {!last.undone && !last.refund && left_s > 0 && (
        <Button size="compact-sm" onClick={onUndo}>
          {t('last.undo', { seconds: left_s })}
        </Button>
      )}
    </p>
  );
}

const tones: Record<Print['state'], Tone> = {
  waiting: 'accent',
  printing: 'accent',
  printed: 'done',
  failed: 'waits',
  cancelled: 'plain',
};

/** Where the receipt is: it prints by itself, and a failure loses nothing. */
function PrintState({ order }: { order: string }) {
  const { t } = useTranslation('counter');
  const { data } = useDesk('orders.get', { id: order });
  const print = data?.id === order ? data.prints.at(-1) : undefined;
  const state = print?.state ?? 'waiting';
  return <StatusBadge tone={tones[state]}>{t(`print.${state}`)}</StatusBadge>;
}

/** Whole seconds that are left of `from`. */
function useCountdown(from: number): number {
  const [left, setLeft] = useState(from);
  const over = left <= 0;
  useEffect(() => {
    if (over) return undefined;
    const tick = setInterval(() => setLeft((now) => now - 1), 1000);
    return () => clearInterval(tick);
  }, [over]);
  return left;
}
