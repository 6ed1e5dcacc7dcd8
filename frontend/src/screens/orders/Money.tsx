import { useTranslation } from 'react-i18next';
import type { Result } from '../../bridge';
import { formatPercent, formatTime } from '../../format';
import { KeyButton, MoneyText } from '../../ui';
import classes from './Orders.module.css';
import { Sum } from './QuickCard';

type Order = Result<'orders.get'>;

/** What the order comes to and what is still to be paid. */
export function MoneyBlock({ order }: { order: Order }) {
  const { t, i18n } = useTranslation('orders');
  const { gross, off, margin, discount, delivery, total, paid, due } = order;
  const { basis_points = 0 } = discount;
  return (
    <dl className={classes.sums}>
      <Sum name={t('sum.goods')}>
        <MoneyText minor={gross} />
      </Sum>
      {off > 0 && (
        <Sum
          name={
            basis_points > 0
              ? t('sum.discount.of', { percent: formatPercent(basis_points, i18n.language) })
              : t('sum.discount')
          }
        >
          <MoneyText minor={-off} />
        </Sum>
      )}
      {delivery.price > 0 && (
        <Sum name={t('sum.delivery')}>
          <MoneyText minor={delivery.price} />
        </Sum>
      )}
      {margin !== undefined && (
        <Sum name={t('sum.margin')}>
          <MoneyText minor={margin} />
        </Sum>
      )}
      <Sum name={t('sum.paid')}>
        <MoneyText minor={paid} />
      </Sum>
      <Sum name={t('sum.total')}>
        <MoneyText minor={total} size="sum" />
      </Sum>
      {due !== 0 && order.kind === 'sale' && (
        <div data-due>
          <dt>{t(due > 0 ? 'sum.due' : 'sum.refund')}</dt>
          <dd>
            <MoneyText minor={Math.abs(due)} size="sum" />
          </dd>
        </div>
      )}
    </dl>
  );
}

/** The payments of an order, and the button that evens it out. */
export function Payments({ order, onPay }: { order: Order; onPay: () => void }) {
  const { t, i18n } = useTranslation('orders');
  return (
    <section className={classes.block} aria-label={t('payments')}>
      <header>
        <h2>{t('payments')}</h2>
        {order.due !== 0 && (
          <KeyButton command="orders.pay" size="compact-sm" onClick={onPay}>
            {t(order.due > 0 ? 'pay' : 'refund')}
          </KeyButton>
        )}
      </header>
      {order.payments.length === 0 && <p className={classes.quiet}>{t('payments.none')}</p>}
      <ul className={classes.entries}>
        {order.payments.map(({ id, kind, amount, at, user, note }) => (
          <li key={id}>
            <span>
              {t(`words:kind.${kind}`)}
              <span className={classes.quiet}>
                {` · ${[formatTime(at, i18n.language), user, note].filter(Boolean).join(' · ')}`}
              </span>
            </span>
            <MoneyText minor={amount} bare />
          </li>
        ))}
      </ul>
    </section>
  );
}
