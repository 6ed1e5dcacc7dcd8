import { useTranslation } from 'react-i18next';
import type { Result } from '../../bridge';
import { StatusBadge, useWords } from '../../ui';
import classes from './Orders.module.css';

/** What keeps an order from its next step, in amber. */
export function Missing({ order }: { order: Result<'orders.get'> }) {
  const { t } = useTranslation('orders');
  const words = useWords();
  const short = order.items
    .filter((line) => line.short > 0 && line.cancelled === '')
    .map((line) => t('missing.short', { what: line.title, quantity: words.quantity(line.short, line.unit) }));
  // That it is not paid stands beside the number already.
  const told = order.missing.flatMap((what) =>
    what === 'payment' ? [] : what === 'stock' ? short : [t(`missing.${what}`)],
  );
  if (told.length === 0) return null;
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
