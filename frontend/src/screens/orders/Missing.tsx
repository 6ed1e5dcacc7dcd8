import { useTranslation } from 'react-i18next';
import type { Result } from '../../bridge';
import { StatusBadge, useWords } from '../../ui';
import classes from './Orders.module.css';

/** What keeps an order from its next step, in amber. */
export function Missing({ order }: { order: Result<'orders.get'> }) {
  const { t } = useTranslation('orders');
  const words = useWords();
  if (order.missing.length === 0) return null;
  const short = order.items
    .filter((line) => line.short > 0 && line.cancelled === '')
    .map((line) => t('missing.short', { what: line.title, quantity: words.quantity(line.short, line.unit) }));
  const told = order.missing.flatMap((what) => (what === 'stock' ? short : [t(`missing.${what}`)]));
  return (
    <ul className={classes.missing} aria-label={t('missing')}>
      {told.map((text) => (
        <li key={text}>
          <StatusBadge tone="waits">{text}</StatusBadge>
        </li>
      ))}
    </ul>
  );
}
