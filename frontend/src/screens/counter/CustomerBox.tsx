import { useTranslation } from 'react-i18next';
import type { CustomerBrief } from '../../bridge';
import { formatPercent } from '../../format';
import { KeyButton, MoneyText, PhoneText } from '../../ui';
import classes from './Sale.module.css';

/** Who buys: the name, and what the shop knows of them in one line. */
export function CustomerBox({ customer }: { customer: CustomerBrief | undefined }) {
  const { t, i18n } = useTranslation('counter');
  return (
    <section className={classes.box} aria-label={t('customer')}>
      <div className={classes.boxHead}>
        <h2>{t('customer')}</h2>
        <KeyButton command="counter.customer" size="compact-sm">
          {customer ? t('customer.change') : t('customer.find')}
        </KeyButton>
      </div>
      {customer ? (
        <>
          <p className={classes.name}>
            <span>{customer.name || t('customer.nameless')}</span>
            {customer.phone && <PhoneText phone={customer.phone} />}
          </p>
          <p className={classes.quiet}>
            {t('customer.orders', { count: customer.orders })}
            {' · '}
            <MoneyText minor={customer.spent} />
            {customer.discount_bp > 0 &&
              ` · ${t('customer.discount', { percent: formatPercent(customer.discount_bp, i18n.language) })}`}
          </p>
          {customer.note && <p className={classes.note}>{customer.note}</p>}
        </>
      ) : (
        <p className={classes.quiet}>{t('customer.none')}</p>
      )}
    </section>
  );
}
