import { VisuallyHidden } from '@mantine/core';
import { useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, useDesk, type BasketLine, type Tender } from '../../bridge';
import { useDeskState, useRight } from '../../desk';
import { go } from '../../route';
import { useScan } from '../../scan';
import { ErrorLine, KeyButton, say, useFocusHome, useSayError } from '../../ui';
import classes from './Counter.module.css';
import { CustomerPanel } from './CustomerPanel';
import { DiscountPanel, type Scope } from './DiscountPanel';
import { Finder } from './Finder';
import { LastSale, type Done } from './LastSale';
import { Lines, type Editing } from './Lines';
import { ParkedChips, ParkedPanel, ParkPanel, useParked } from './Parked';
import { ReturnPanel } from './ReturnPanel';
import { SalePanel } from './SalePanel';
import { useTill, type Till } from './till';
import { Unknown } from './Unknown';
import { UnknownPanel } from './UnknownPanel';
import { useCounterCommands } from './useCounterCommands';
import { useKeyWord } from './words';

/** What is open over the sale. */
export type Open = 'customer' | 'discount' | 'park' | 'parked' | 'pay' | 'return' | 'unknown' | undefined;

/** The counter: goods in, money in, receipt out, next customer. */
export function Counter({ path }: { path: string[] }) {
  const { t } = useTranslation('counter');
  const till = useTill();
  const field = useRef<HTMLInputElement>(null);
  const goHome = useFocusHome(field);
  const asked = path[0] === 'return' ? path[1] : undefined;
  const mayReturn = useRight('return');
  const [opened, setOpened] = useState<Open>(asked && mayReturn ? 'return' : undefined);
  const open = path[0] === 'unknown' ? 'unknown' : opened;
  const [editing, setEditing] = useState<Editing>();
  const [scope, setScope] = useState<Scope>('sale');
  const { data: unknown = [] } = useDesk('codes.unknown', {});
  const parked = useParked(till.counter?.basket.id);
  const sale = useSale(till);
  const actions = useLineActions(till, setEditing);
  const { counter, current } = till;
  const line = counter?.basket.lines.find(({ id }) => id === current);

  const nothing = counter?.basket.lines.length === 0;
  // There is nothing left to pay for when the last line is gone.
  if (nothing && open === 'pay') setOpened(undefined);
  // What another screen or a key asked for by the address is done: it must not come again by itself.
  const addressed = path.length > 0;
  const setOpen = useCallback(
    (what: Open) => {
      if (addressed) go('counter');
      setOpened(what);
    },
    [addressed],
  );
  const close = useCallback(() => {
    setOpen(undefined);
    goHome();
  }, [goHome, setOpen]);
  // Until the sale is here scans wait for it, and are not for the frame.
  useScan(() => undefined, { when: counter === undefined, ready: false });
  async function pay(payments: Tender[], print: boolean) {
    if (await sale.finish(payments, print)) close();
  }
  async function takeBack(order: string) {
    if (await sale.takeBack(order)) close();
  }
  useCounterCommands({
    till,
    field,
    line,
    open,
    actions,
    sale,
    goHome,
    onOpen: setOpen,
    onScope: setScope,
    onPay: (payments, print) => void pay(payments, print),
    onEdit: setEditing,
  });

  if (!counter) return till.error ? <ErrorLine error={till.error} /> : null;
  return (
    <div className={classes.counter}>
      <VisuallyHidden component="h1">{t('title')}</VisuallyHidden>
      <section className={classes.left}>
        <Finder till={till} field={field} covered={open !== undefined} />
        <Lines counter={counter} current={current} editing={editing} actions={actions} />
        <Unknown codes={unknown} />
        <ParkedChips orders={parked} onTake={(order) => void takeBack(order)} />
        <footer className={classes.foot}>
          {sale.last && (
            <LastSale key={sale.last.order} last={sale.last} onUndo={() => void sale.undo().then(goHome)} />
          )}
          <span className={classes.spring} />
          {counter.can_undo && (
            <KeyButton command="counter.undo" size="compact-sm">
              {t('undo')}
            </KeyButton>
          )}
        </footer>
      </section>
      <SalePanel
        counter={counter}
        last={sale.last}
        paying={open === 'pay'}
        busy={sale.busy}
        onPay={(payments, print) => void pay(payments, print)}
        onClosePay={close}
      />
      <div className={classes.over}>
        {open === 'customer' && <CustomerPanel till={till} onClose={close} />}
        {open === 'discount' && (
          <DiscountPanel till={till} line={line} scope={scope} onScope={setScope} onClose={close} />
        )}
        {open === 'park' && (
          <ParkPanel
            onPark={(note) => void sale.park(note).then((done) => done && close())}
            onClose={close}
          />
        )}
        {open === 'parked' && (
          <ParkedPanel orders={parked} onTake={(order) => void takeBack(order)} onClose={close} />
        )}
        {open === 'unknown' && <UnknownPanel till={till} codes={unknown} asked={path[1]} onClose={close} />}
        {open === 'return' && (
          <ReturnPanel
            order={asked}
            onDone={(done) => {
              sale.setLast(done);
              close();
            }}
            onClose={close}
          />
        )}
      </div>
    </div>
  );
}

/** What is done with the lines, by keys and by buttons alike. */
function useLineActions(till: Till, setEditing: (what: Editing) => void) {
  const { t } = useTranslation('counter');

  async function remove(line: BasketLine) {
    const basket = till.counter?.basket;
    if (basket?.taken && (till.counter?.paid ?? 0) > 0) {
      // What has been paid for is cancelled with a reason, where its money is seen.
      say(t('line.paid'), { tone: 'waits' });
      return go('orders', basket.id);
    }
    await till.tell('counter.remove_line', { line: line.id });
  }
  return {
    choose: till.choose,
    edit: setEditing,
    change: (line: BasketLine, part: { quantity?: number; price?: number }) =>
      void till.tell('counter.change_line', { line: line.id, ...part }),
    step: (line: BasketLine, by: 1 | -1) => {
      // The desk adds it to what is there by then: two quick presses are two.
      if (line.quantity + by * 1000 > 0)
        void till.tell('counter.change_line', { line: line.id, by: by * 1000 });
      else void remove(line);
    },
    remove: (line: BasketLine) => void remove(line),
  };
}

export type Sale = ReturnType<typeof useSale>;

/** The ends of a sale: finished, put aside, undone. */
function useSale(till: Till) {
  const { t } = useTranslation('counter');
  const [last, setLast] = useState<Done>();
  const [busy, setBusy] = useState(false);
  const sending = useRef<string>(undefined);
  const refused = useSayError();
  const mayReturn = useRight('return');
  const { users } = useDeskState();
  const lockKey = useKeyWord('frame.lock');

  async function finish(payments: Tender[], print: boolean): Promise<boolean> {
    const basket = till.counter?.basket.id;
    // Pressed twice, one sale is finished once.
    if (basket === undefined || sending.current === basket) return false;
    sending.current = basket;
    setBusy(true);
    const done = await till.tell('counter.finish', { basket, payments, print });
    sending.current = undefined;
    setBusy(false);
    if (!done) return false;
    setLast({
      order: done.order_id,
      number: done.number,
      total: done.total,
      change: done.change,
      printed: print,
      refund: false,
      undone: false,
    });
    return true;
  }
  async function undo() {
    if (!last || last.refund || last.undone) return;
    if (await till.tell('counter.undo_sale', { order_id: last.order })) setLast({ ...last, undone: true });
  }
  async function park(note: string): Promise<boolean> {
    const done = await till.tell('counter.park', note === '' ? {} : { note });
    return done !== undefined;
  }
  async function takeBack(order: string): Promise<boolean> {
    const basket = till.counter?.basket;
    const busyHere = basket && (basket.lines.length > 0 || basket.customer_id !== '');
    // What is being sold now goes aside in turn, so that nothing is lost by a press on a chip.
    if (busyHere && !(await park(''))) return false;
    return (await till.tell('counter.take_back', { order_id: order })) !== undefined;
  }
  /** Prints the receipt of the last sale again; it says itself that it is a copy. */
  async function reprint() {
    if (!last) return;
    try {
      await call('orders.print', { order_id: last.order, document: 'receipt' });
      setLast({ ...last, printed: true });
    } catch (thrown) {
      refused(thrown);
    }
  }
  /** Whether goods may be taken back; else who may is said. */
  function allowReturn(): boolean {
    if (mayReturn) return true;
    const who = users.filter(({ role }) => role !== 'clerk').map(({ name }) => name);
    say(t('return.who', { names: who.join(', '), key: lockKey }), { tone: 'waits' });
    return false;
  }
  return { last, setLast, busy, finish, undo, park, takeBack, reprint, allowReturn };
}
