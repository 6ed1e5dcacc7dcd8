import { useTranslation } from 'react-i18next';
import type { Result } from '../../bridge';
import { formatMoney, formatPercent } from '../../format';
import { link } from '../../route';
import { KeyButton, PhoneText, useCurrency } from '../../ui';
import classes from './Orders.module.css';

type Props = { order: Result<'orders.get'>; onChange: () => void };

/** Who the order is for, and what the shop knows of them. */
export function Buyer({ order: { buyer, customer_id }, onChange }: Props) {
  const { t, i18n } = useTranslation('orders');
  const currency = useCurrency();
  return (
    <div className={classes.buyer}>
      {buyer ? (
        <div className={classes.buyerText}>
          <a href={link('customers', customer_id)} className={classes.buyerName}>
            {buyer.name || <PhoneText phone={buyer.phone} />}
          </a>
          {buyer.phone && (
            <a href={`tel:${buyer.phone}`}>
              <PhoneText phone={buyer.phone} />
            </a>
          )}
          <span className={classes.quiet}>
            {[
              t('buyer.orders', { count: buyer.orders }),
              formatMoney(buyer.spent, currency, i18n.language),
              buyer.discount_bp > 0 && `−${formatPercent(buyer.discount_bp, i18n.language)}`,
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
          {buyer.note && <span className={classes.note}>{buyer.note}</span>}
        </div>
      ) : (
        <span className={classes.quiet}>{t('buyer.none')}</span>
      )}
      <KeyButton command="orders.customer" onClick={onChange}>
        {t(buyer ? 'buyer.change' : 'buyer.choose')}
      </KeyButton>
    </div>
  );
}
