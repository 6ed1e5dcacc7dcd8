import { useTranslation } from 'react-i18next';
import type { Counter, Tender } from '../../bridge';
import { KeyButton, MoneyText } from '../../ui';
import { CustomerBox } from './CustomerBox';
import type { Done } from './LastSale';
import { PayBox } from './PayBox';
import classes from './Sale.module.css';
import { useCounterWords } from './words';

type Props = {
  counter: Counter;
  /** The sale before this one: its change stays in sight until the next scan. */
  last: Done | undefined;
  paying: boolean;
  busy: boolean;
  onPay: (payments: Tender[], print: boolean) => void;
  onClosePay: () => void;
};

/** The right side: who buys, what comes off, what is to be paid, and how. */
export function SalePanel({ counter, last, paying, busy, onPay, onClosePay }: Props) {
  const { t } = useTranslation('counter');
  const empty = counter.basket.lines.length === 0;
  return (
    <aside className={classes.sale} aria-label={t('sale')}>
      <CustomerBox customer={counter.customer} />
      <Sums counter={counter} />
      {empty && last && !last.undone ? <Change last={last} /> : <ToPay counter={counter} />}
      {paying ? (
        <PayBox due={counter.due} busy={busy} onPay={onPay} onClose={onClosePay} />
      ) : (
        <div className={classes.actions}>
          <KeyButton command="counter.finish" variant="filled" loading={busy} disabled={empty}>
            {t('finish')}
          </KeyButton>
          <KeyButton command="counter.pay" disabled={empty}>
            {t('pay')}
          </KeyButton>
          <div className={classes.pair}>
            <KeyButton command="counter.park">{empty ? t('parked') : t('park')}</KeyButton>
            <KeyButton command="counter.return">{t('return')}</KeyButton>
          </div>
        </div>
      )}
    </aside>
  );
}

function Sums({ counter: { totals, basket, paid } }: { counter: Counter }) {
  const { t } = useTranslation('counter');
  const words = useCounterWords();
  const discount = words.discount(basket.discount);
  const off = totals.gross - totals.total;
  return (
    <dl className={classes.sums}>
      {basket.taken && (
        <div>
          <dt>{t('taken', { number: basket.number })}</dt>
          <dd>{basket.comment}</dd>
        </div>
      )}
      <div>
        <dt>
          <KeyButton command="counter.discount" size="compact-sm">
            {discount ? t('discount.now', { discount }) : t('discount')}
          </KeyButton>
        </dt>
        <dd>{off > 0 ? <MoneyText minor={-off} /> : t('discount.none')}</dd>
      </div>
      {paid !== 0 && (
        <div>
          <dt>{t('paid')}</dt>
          <dd>
            <MoneyText minor={-paid} />
          </dd>
        </div>
      )}
    </dl>
  );
}

/** Whether a sum has more figures than fit in the largest size. */
function isLong(minor: number): boolean {
  return String(Math.abs(minor)).length > 7;
}

function ToPay({ counter }: { counter: Counter }) {
  const { t } = useTranslation('counter');
  return (
    <div className={classes.due} data-long={isLong(counter.due)}>
      <span>{counter.due < 0 ? t('due.back') : t('due')}</span>
      <output aria-label={t('due')}>
        <MoneyText minor={Math.abs(counter.due)} size="total" />
      </output>
    </div>
  );
}

/** What goes back to the customer; of an exact sum, that it was paid. */
function Change({ last }: { last: Done }) {
  const { t } = useTranslation('counter');
  const label = last.refund ? t('last.refunded') : last.change > 0 ? t('pay.change') : t('last.paid');
  const minor = last.refund || last.change > 0 ? last.change : last.total;
  return (
    <div className={classes.due} data-change="true" data-long={isLong(minor)}>
      <span>{label}</span>
      <output aria-label={label}>
        <MoneyText minor={minor} size="total" />
      </output>
    </div>
  );
}
