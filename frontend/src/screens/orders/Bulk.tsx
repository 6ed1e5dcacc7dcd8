import { Progress } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, type OrderRow } from '../../bridge';
import { KeyButton, say, ShapeIcon, SidePanel, useErrorText, useSayError } from '../../ui';
import { link } from '../../route';
import classes from './Orders.module.css';
import { useSlip } from './useSlip';

/** What became of one order of many. */
export type Outcome = { order: OrderRow; error?: unknown };

/** Does the same to many orders, one after another; an order that refuses keeps none of the others. */
export function useBulk() {
  const [done, setDone] = useState<Outcome[]>([]);
  const [total, setTotal] = useState(0);

  async function run(orders: readonly OrderRow[], one: (order: OrderRow) => Promise<unknown>) {
    setTotal(orders.length);
    setDone([]);
    const outcomes: Outcome[] = [];
    for (const order of orders) {
      try {
        // One after another: the desk writes one at a time anyway, and the list shows how far it is.
        // oxlint-disable-next-line no-await-in-loop
        await one(order);
        outcomes.push({ order });
      } catch (error) {
        outcomes.push({ order, error });
      }
      setDone([...outcomes]);
    }
  }

  return { done, total, busy: done.length < total, run, close: () => setTotal(0) };
}

/** Has the labels of many orders printed as one run, in their order. */
export function usePrintLabels(): (orders: readonly OrderRow[]) => void {
  const { t } = useTranslation('orders');
  const refused = useSayError();
  const slipped = useSlip();
  const asked = useRef({ of: '', request_id: '' });
  const queue = useCommand('papers.print', {
    done: ({ papers }) => {
      asked.current.of = '';
      say(t('labels.queued', { count: papers }));
    },
    refused,
  });
  return (marked) => {
    const orders = marked.map(({ id }) => id);
    const of = orders.join();
    if (slipped(of) || queue.isPending) return;
    // Asked again because no answer came it is the same run.
    if (asked.current.of !== of) asked.current = { of, request_id: crypto.randomUUID() };
    queue.mutate({ request_id: asked.current.request_id, document: 'label', orders });
  };
}

type BarProps = { count: number; onStatus: () => void; onLabels: () => void; onClear: () => void };

/** The bar of what can be done to all selected orders. */
export function BulkBar({ count, onStatus, onLabels, onClear }: BarProps) {
  const { t } = useTranslation('orders');
  return (
    <div className={classes.bulk}>
      <strong>{t('selected', { count })}</strong>
      <KeyButton command="orders.status" onClick={onStatus}>
        {t('bulk.status')}
      </KeyButton>
      <KeyButton command="orders.receipt" onClick={onLabels}>
        {t('bulk.labels')}
      </KeyButton>
      <KeyButton command="ui.close" variant="subtle" onClick={onClear}>
        {t('bulk.clear')}
      </KeyButton>
    </div>
  );
}

type ResultProps = { outcomes: readonly Outcome[]; total: number; onClose: () => void };

/** What became of each order, those that refused first. */
export function BulkResult({ outcomes, total, onClose }: ResultProps) {
  const { t } = useTranslation('orders');
  const words = useErrorText();
  const refused = outcomes.filter(({ error }) => error !== undefined);
  const done = outcomes.filter(({ error }) => error === undefined);
  return (
    <SidePanel title={t('bulk.result')} onClose={onClose} width={420}>
      {outcomes.length < total && (
        <Progress value={(outcomes.length / total) * 100} aria-label={t('bulk.result')} mb="sm" />
      )}
      <p role="status" className={classes.result}>
        {t('bulk.done', { count: done.length })}
        {refused.length > 0 && ` ${t('bulk.refused', { count: refused.length })}`}
      </p>
      <ul className={classes.outcomes}>
        {[...refused, ...done].map(({ order, error }) => (
          <li key={order.id} data-refused={error !== undefined}>
            <ShapeIcon shape={error === undefined ? 'done' : 'danger'} />
            <span>
              <a href={link('orders', order.id)}>{order.number}</a>
              {error !== undefined && <span>{` — ${words(error)}`}</span>}
            </span>
          </li>
        ))}
      </ul>
    </SidePanel>
  );
}
