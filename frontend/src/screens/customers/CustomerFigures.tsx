import { useTranslation } from 'react-i18next';
import type { Result } from '../../bridge';
import { formatDate } from '../../format';
import { link } from '../../route';
import { MoneyText, OrderBadge, PaymentBadge, TimeLine, useTell } from '../../ui';
import classes from './Customers.module.css';

type Props = { customer: Result<'customers.get'> };

/** What a customer bought: how often, for how much, and the latest orders. */
export function CustomerFigures({ customer }: Props) {
  const { t, i18n } = useTranslation('customers');
  return (
    <section className={classes.figures} aria-label={t('orders')}>
      <dl className={classes.sums}>
        <div>
          <dt>{t('figure.orders')}</dt>
          <dd>{customer.orders}</dd>
        </div>
        <div>
          <dt>{t('figure.spent')}</dt>
          <dd>
            <MoneyText minor={customer.spent} size="sum" />
          </dd>
        </div>
        <div>
          <dt>{t('figure.average')}</dt>
          <dd>
            <MoneyText minor={customer.average} size="sum" />
          </dd>
        </div>
      </dl>
      <h2>{t('orders')}</h2>
      {customer.last.length === 0 && <p className={classes.quiet}>{t('orders.none')}</p>}
      <ul className={classes.orders}>
        {customer.last.map((order) => (
          <li key={order.id}>
            <a href={link('orders', order.id)}>{order.number}</a>
            <span className={classes.quiet}>{formatDate(order.created_at, i18n.language)}</span>
            <OrderBadge status={order.status} />
            {order.payment_state === 'paid' ? <span /> : <PaymentBadge state={order.payment_state} />}
            <span className={classes.goods} title={order.goods}>
              {order.goods}
            </span>
            <MoneyText minor={order.total} bare />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What changed on the card: who, when, from what to what. */
export function CustomerHistory({ customer }: Props) {
  const { t } = useTranslation('customers');
  const tell = useTell();
  return (
    <section className={classes.history} aria-label={t('history')}>
      <h2>{t('history')}</h2>
      <TimeLine label={t('history')} events={tell(customer.history)} />
    </section>
  );
}
