import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DeskError, useCommand, useDesk, type OrderLine, type Result } from '../../bridge';
import { useCommands } from '../../commands';
import { useRight } from '../../desk';
import { go } from '../../route';
import { ErrorLine, useFocusHome, type OrderStatus } from '../../ui';
import { Buyer } from './Buyer';
import { CancelPanel } from './CancelPanel';
import { CardActions, CardHead } from './CardHead';
import { Comment } from './Comment';
import { CustomerPanel } from './CustomerPanel';
import { DeliveryBlock } from './DeliveryBlock';
import { Lines } from './Lines';
import { MoneyBlock, Payments } from './Money';
import classes from './Orders.module.css';
import { OrderPapers } from './OrderPapers';
import { ParcelPanel } from './ParcelPanel';
import { Parcels } from './Parcels';
import { PayPanel } from './PayPanel';
import { PickedLine } from './PickedLine';
import { Prints } from './Prints';
import { StatusPanel } from './StatusPanel';
import { Timeline } from './Timeline';
import { useOrderCommands } from './useOrderCommands';
import { usePicking } from './usePicking';
import { useStep } from './useStep';

type Order = Result<'orders.get'>;

/** What stands in place of the time line while something is asked. */
type Side =
  | { kind: 'cancel' | 'pay' | 'customer' | 'status' | 'parcel' | 'papers' }
  | { kind: 'line'; line: OrderLine };

/** One order, all of it on one screen: lines and money, delivery and payments, and what happened to it. */
export function OrderScreen({ id }: { id: string }) {
  const { data: order, error } = useDesk('orders.get', { id });
  useCommands({ 'ui.close': () => go('orders') });
  if (error)
    return (
      <div className={classes.card}>
        <ErrorLine error={error} />
      </div>
    );
  return order?.id === id ? <Card order={order} /> : null;
}

function Card({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const [side, setSide] = useState<Side>();
  const [refusal, setRefusal] = useState<unknown>();
  const mayReturn = useRight('return');
  const lines = useRef<HTMLDivElement>(null);
  const { step: take, question } = useStep(setRefusal);
  const setCustomer = useCommand('orders.set_customer', { refused: setRefusal });
  const number = useCommand('numbers.give', { refused: setRefusal });
  useFocusHome(lines);

  const step = (which: Pick<Order, 'id'>, to: OrderStatus) => {
    setRefusal(undefined);
    if (to === 'cancelled') setSide({ kind: 'cancel' });
    else if (which.id === order.id) take(order, to);
  };
  const close = () => setSide(undefined);
  const open = (kind: Exclude<Side['kind'], 'line'>) => () => setSide({ kind });
  const pay = () => {
    const refused = order.due < 0 && !mayReturn;
    setRefusal(refused ? new DeskError({ code: 'right', args: { right: 'return' } }) : undefined);
    if (!refused) setSide({ kind: 'pay' });
  };
  const picking = usePicking(order);
  useOrderCommands({ order, step, refused: setRefusal });
  useCommands({
    'orders.new': () => go('counter'),
    'orders.status': { run: open('status'), when: () => order.next.length > 0 },
    'orders.cancel': { run: open('cancel'), when: () => order.next.includes('cancelled') },
    'orders.pay': { run: pay, when: () => order.due !== 0 },
    'orders.customer': open('customer'),
    'orders.papers': open('papers'),
    'orders.parcel_code': { run: open('parcel'), when: () => order.kind === 'sale' },
    'orders.number': {
      run: () => number.mutate({ id: order.id }),
      when: () => order.numbers !== 'none' && !number.isPending,
    },
    'orders.packed': { run: () => step(order, 'packed'), when: () => order.next.includes('packed') },
  });

  return (
    <article className={classes.card} aria-label={t('card', { number: order.number })}>
      <CardHead order={order} onStep={(to) => step(order, to)} />
      <CardActions order={order} onCancel={open('cancel')} onStatus={open('status')} />
      {question}
      <ErrorLine error={refusal} />
      <div className={classes.columns}>
        <section className={classes.left} aria-label={t('part.lines')}>
          <Buyer order={order} onChange={open('customer')} />
          <PickedLine order={order} picked={picking.picked} onChoose={picking.choose} onDrop={picking.drop} />
          <Lines
            ref={lines}
            order={order}
            lit={picking.picked?.line}
            onPick={picking.toggle}
            onCancel={(line) => setSide({ kind: 'line', line })}
          />
          <MoneyBlock order={order} />
        </section>
        <section className={classes.middle} aria-label={t('part.delivery')}>
          <DeliveryBlock key={order.id} order={order} />
          <Payments order={order} onPay={pay} />
          <Comment key={`${order.id} comment`} order={order} />
          <Parcels order={order} onAdd={open('parcel')} />
          <Prints prints={order.prints} />
        </section>
        {side?.kind === 'cancel' || side?.kind === 'line' ? (
          <CancelPanel
            id={order.id}
            line={side.kind === 'line' ? side.line : undefined}
            onClose={close}
            width={320}
          />
        ) : side?.kind === 'pay' ? (
          <PayPanel order={order} onClose={close} />
        ) : side?.kind === 'parcel' ? (
          <ParcelPanel
            order={order}
            scanned={picking.picked?.unknown}
            onAdded={picking.drop}
            onClose={close}
          />
        ) : side?.kind === 'papers' ? (
          <OrderPapers order={order} onClose={close} />
        ) : side?.kind === 'customer' ? (
          <CustomerPanel
            has={order.customer_id !== ''}
            onClose={close}
            onChoose={(customer_id) => {
              close();
              setCustomer.mutate({ order_id: order.id, customer_id });
            }}
          />
        ) : side?.kind === 'status' ? (
          <StatusPanel
            title={t('step.title', { number: order.number })}
            steps={order.next}
            onStep={(to) => {
              close();
              step(order, to);
            }}
            onClose={close}
          />
        ) : (
          <Timeline order={order} />
        )}
      </div>
    </article>
  );
}
