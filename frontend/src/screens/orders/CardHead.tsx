import { useTranslation } from 'react-i18next';
import type { Result } from '../../bridge';
import { formatTime } from '../../format';
import { go, link } from '../../route';
import { BackLink, KeyButton, OrderBadge, PaymentBadge, useWords, type OrderStatus } from '../../ui';
import { OpenClashes } from '../needs/OpenClashes';
import classes from './CardHead.module.css';
import { Missing } from './Missing';
import { wasPrinted } from './printed';
import { isEditable } from './useOrderCommands';
import { usualStep } from './useStep';

type Order = Result<'orders.get'>;

const road = ['new', 'confirmed', 'packed', 'shipped', 'delivered', 'completed'] as const;

type HeadProps = { order: Order; onStep: (to: OrderStatus) => void };

/** Number, where it came from, and its road with the next step as a button. */
export function CardHead({ order, onStep }: HeadProps) {
  const { t, i18n } = useTranslation('orders');
  const words = useWords();
  const next = usualStep(order);
  return (
    <header className={classes.head}>
      <BackLink list={['orders']} label={t('back')} />
      <div className={classes.name}>
        <h1>
          {order.kind === 'return' && <span className={classes.quiet}>{`${t('kind.return')} `}</span>}
          {order.number}
          <PaymentBadge state={order.payment_state} />
        </h1>
        <p className={classes.quiet}>
          {[formatTime(order.created_at, i18n.language), words.source(order.source), order.owner]
            .filter(Boolean)
            .join(' · ')}
          {order.origin && (
            <>
              {' · '}
              <a href={link('orders', order.origin_id)}>
                {t(order.kind === 'return' ? 'origin.return' : 'origin.copy', { number: order.origin })}
              </a>
            </>
          )}
        </p>
      </div>
      {order.kind === 'sale' && order.status !== 'cancelled' ? (
        <Stepper order={order} onStep={onStep} />
      ) : (
        <OrderBadge status={order.status} />
      )}
      {order.reason && <span className={classes.reason}>{t('reason.was', { reason: order.reason })}</span>}
      <span className={classes.spring} />
      {next && (
        <KeyButton command="orders.next" variant="filled">
          {t(`step.${next}`)}
        </KeyButton>
      )}
      {order.status === 'parked' && (
        <KeyButton command="orders.counter" variant="filled">
          {t('to_counter')}
        </KeyButton>
      )}
    </header>
  );
}

/** The road of an order; a step that may be taken now is a button. */
function Stepper({ order, onStep }: HeadProps) {
  const { t } = useTranslation('orders');
  const steps = order.status === 'parked' ? (['parked', ...road.slice(1)] as const) : road;
  const at = steps.findIndex((status) => status === order.status);
  return (
    <ol className={classes.stepper} aria-label={t('road')}>
      {steps.map((status, index) => {
        const word = t(`words:status.${status}`);
        const place = index < at ? 'past' : index === at ? 'now' : 'ahead';
        return (
          <li key={status} data-place={place} aria-current={place === 'now' ? 'step' : undefined}>
            {order.next.includes(status) ? (
              <button type="button" onClick={() => onStep(status)}>
                {word}
              </button>
            ) : (
              <span>{word}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

type ActionProps = { order: Order; onCancel: () => void; onStatus: () => void };

/** What else can be done with the order. */
export function CardActions({ order, onCancel, onStatus }: ActionProps) {
  const { t } = useTranslation('orders');
  const editable = order.can_edit && isEditable(order);
  return (
    <div className={classes.actions} role="toolbar" aria-label={t('actions')}>
      <KeyButton command="orders.receipt">
        {t(wasPrinted(order, 'receipt') ? 'receipt.copy' : 'receipt')}
      </KeyButton>
      {order.kind === 'sale' && (
        <KeyButton command="orders.label">{t(wasPrinted(order, 'label') ? 'label.copy' : 'label')}</KeyButton>
      )}
      <KeyButton command="orders.papers">{t('papers')}</KeyButton>
      {editable && order.status !== 'parked' && (
        <KeyButton command="orders.counter">{t('to_counter')}</KeyButton>
      )}
      {order.can_return && <KeyButton command="orders.return">{t('return')}</KeyButton>}
      {order.kind === 'sale' && <KeyButton command="orders.copy">{t('copy')}</KeyButton>}
      {order.next.some((to) => to !== 'cancelled') && (
        <KeyButton command="orders.status" onClick={onStatus}>
          {t('bulk.status')}
        </KeyButton>
      )}
      {order.next.includes('cancelled') && (
        <KeyButton command="orders.cancel" className={classes.risk} onClick={onCancel}>
          {t('cancel.start')}
        </KeyButton>
      )}
      {order.returns.map(({ id, number }) => (
        <button key={id} type="button" className={classes.link} onClick={() => go('orders', id)}>
          {t('returned.as', { number })}
        </button>
      ))}
      <span className={classes.spring} />
      <OpenClashes root={order.id} />
      <Missing order={order} />
    </div>
  );
}
