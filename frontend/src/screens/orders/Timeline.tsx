import { useTranslation } from 'react-i18next';
import { DeskError, type Result } from '../../bridge';
import { formatMoney } from '../../format';
import { TimeLine, useCurrency, useErrorText, useTell, type Happening } from '../../ui';
import classes from './Orders.module.css';
import { usePrinted } from './printed';

type Order = Result<'orders.get'>;

/** One time line of all that happened to the order: changes, payments, prints and returns. */
export function Timeline({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const tell = useTell();
  const others = useOthers();
  const events = [...tell(order.history), ...others(order)].toSorted((one, other) => other.at - one.at);
  return (
    <section className={classes.right} aria-label={t('part.history')} tabIndex={0}>
      <header>
        <h2>{t('part.history')}</h2>
      </header>
      <TimeLine label={t('part.history')} events={events} />
    </section>
  );
}

/** What keeps its own time and person: payments, prints, returns. */
function useOthers(): (order: Order) => Happening[] {
  const { t, i18n } = useTranslation('orders');
  const currency = useCurrency();
  const printed = usePrinted();
  const reason = useErrorText();
  const why = (error: string) =>
    i18n.exists(`errors:${error}`) ? reason(new DeskError({ code: error })) : error;
  const money = (minor: number) => formatMoney(Math.abs(minor), currency, i18n.language);
  return ({ payments, prints, returns }) => [
    ...payments.map(({ id, at, user, amount, kind, note }): Happening => ({
      key: id,
      at,
      who: user,
      till: '',
      title: t(amount < 0 ? 'event.refund' : 'event.payment', { sum: money(amount) }),
      changes: [{ name: '', from: '', to: [t(`words:kind.${kind}`), note].filter(Boolean).join(' · ') }],
    })),
    ...prints.map(({ id, at, user, document, copy, state, error }): Happening => ({
      key: id,
      at,
      who: user,
      till: '',
      title: [t(`document.${document}`), copy > 0 && t('print.copy', { count: copy })]
        .filter(Boolean)
        .join(', '),
      changes: [
        {
          name: '',
          from: '',
          to: [printed({ state, error }), state === 'failed' && why(error)].filter(Boolean).join('. '),
        },
      ],
    })),
    ...returns.map(({ id, created_at, owner, number, total }): Happening => ({
      key: id,
      at: created_at,
      who: owner,
      till: '',
      title: t('event.return', { number }),
      changes: [{ name: '', from: '', to: money(total) }],
    })),
  ];
}
