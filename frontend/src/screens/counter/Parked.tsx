import { Button, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk, type OrderRow } from '../../bridge';
import { useCommands, KeyHint } from '../../commands';
import { formatMoment } from '../../format';
import { EmptyState, MoneyText, SidePanel, useInView } from '../../ui';
import classes from './Foot.module.css';
import panel from './Panels.module.css';
import { useKeyWord } from './words';

const chips_max = 6;

/** The orders put aside, the shop's, on all screens; without the one that is open here. */
export function useParked(here: string | undefined): OrderRow[] {
  const { data } = useDesk('orders.list', { status: ['parked'], kind: 'sale', limit: 50 });
  return (data?.orders ?? []).filter(({ id }) => id !== here);
}

/** Whose order it is, in a word: the note it was put aside with, the customer, or its goods. */
function nameOf({ comment, customer, goods }: OrderRow): string {
  return comment || customer || goods;
}

/** Orders put aside, a press away. */
export function ParkedChips({
  orders,
  onTake,
}: {
  orders: readonly OrderRow[];
  onTake: (id: string) => void;
}) {
  const { t } = useTranslation('counter');
  if (orders.length === 0) return null;
  return (
    <div className={classes.chips} role="group" aria-label={t('parked')}>
      <span className={classes.word}>
        {t('parked')} <KeyHint command="counter.park" />
      </span>
      {orders.slice(0, chips_max).map((order) => (
        <button key={order.id} type="button" className={classes.chip} onClick={() => onTake(order.id)}>
          <strong>{order.number}</strong>
          <span>{nameOf(order)}</span>
        </button>
      ))}
      {orders.length > chips_max && (
        <span className={classes.word}>{t('parked.more', { count: orders.length - chips_max })}</span>
      )}
    </div>
  );
}

type ListProps = { orders: readonly OrderRow[]; onTake: (id: string) => void; onClose: () => void };

/** All orders put aside: arrows and Enter bring one back. */
export function ParkedPanel({ orders, onTake, onClose }: ListProps) {
  const { t, i18n } = useTranslation('counter');
  const key = useKeyWord('counter.park');
  const [at, setAt] = useState(0);
  const [now_ms] = useState(() => Date.now());
  const list = useRef<HTMLDivElement>(null);
  const index = Math.min(at, orders.length - 1);
  useInView(list, index);
  // The list is what the keys are for; without it the panel itself keeps the focus.
  useEffect(() => list.current?.focus(), []);

  function press(event: KeyboardEvent) {
    const order = orders[index];
    if (event.key === 'ArrowDown') setAt(Math.min(index + 1, orders.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(index - 1, 0));
    else if (event.key === 'Enter' && order) onTake(order.id);
    else return;
    event.preventDefault();
  }

  return (
    <SidePanel title={t('parked')} onClose={onClose} width={420}>
      {orders.length === 0 ? (
        <EmptyState title={t('parked.none')} text={t('parked.none.text', { key })} />
      ) : (
        <div
          ref={list}
          role="listbox"
          aria-label={t('parked')}
          aria-activedescendant={`parked-${orders[index]?.id}`}
          tabIndex={0}
          onKeyDown={press}
        >
          {orders.map((order, place) => (
            <div
              key={order.id}
              id={`parked-${order.id}`}
              role="option"
              tabIndex={-1}
              aria-selected={place === index}
              className={panel.row}
              onClick={() => onTake(order.id)}
              onKeyDown={() => undefined}
            >
              <span className={panel.first}>
                <span>
                  <strong>{order.number}</strong> {nameOf(order)}
                </span>
                <MoneyText minor={order.total} />
              </span>
              <span className={panel.second}>
                {formatMoment(order.created_at, now_ms, i18n.language)}
                {order.owner && ` · ${order.owner}`}
                {order.goods !== nameOf(order) && ` · ${order.goods}`}
              </span>
            </div>
          ))}
        </div>
      )}
    </SidePanel>
  );
}

/** Puts the sale aside, with a word that says whose it is; F7 again does it without one. */
export function ParkPanel({ onPark, onClose }: { onPark: (note: string) => void; onClose: () => void }) {
  const { t } = useTranslation('counter');
  const key = useKeyWord('counter.park');
  const [note, setNote] = useState('');
  useCommands({ 'counter.park': () => onPark(note.trim()) }, { over: true });
  return (
    <SidePanel
      title={t('park.title')}
      onClose={onClose}
      width={420}
      foot={
        <Button variant="filled" type="submit" form="park">
          {t('park')}
        </Button>
      }
    >
      <form
        id="park"
        className={panel.form}
        onSubmit={(event) => {
          event.preventDefault();
          onPark(note.trim());
        }}
      >
        <TextInput
          data-autofocus
          label={t('park.note')}
          description={t('park.note.hint', { key })}
          autoComplete="off"
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </form>
    </SidePanel>
  );
}
