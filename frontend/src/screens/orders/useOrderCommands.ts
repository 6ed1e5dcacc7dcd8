import { useTranslation } from 'react-i18next';
import { useCommand, type OrderRow } from '../../bridge';
import { useCommands } from '../../commands';
import { useRight } from '../../desk';
import { go } from '../../route';
import { say, type OrderStatus } from '../../ui';
import { useSlip } from './useSlip';
import { usualStep } from './useStep';

type Given = {
  /** The order that the keys mean: the current row, or the one whose card is open. */
  order: OrderRow | undefined;
  step: (order: OrderRow, to: OrderStatus) => void;
  refused: (error: unknown) => void;
  /** Answers the keys no more: another part has taken them over. */
  when?: boolean;
};

/** Whether goods of an order may be taken back by somebody who may do that. */
export function isSold({ kind, status }: OrderRow): boolean {
  return kind === 'sale' && ['shipped', 'delivered', 'completed'].includes(status);
}

/** Whether an order may be taken to the counter and changed there. */
export function isEditable({ kind, status }: OrderRow): boolean {
  return kind === 'sale' && ['parked', 'new', 'confirmed', 'packed'].includes(status);
}

/** The commands of one order that work alike in the list and on its card. */
export function useOrderCommands({ order, step, refused, when = true }: Given) {
  const { t } = useTranslation('orders');
  const mayReturn = useRight('return');
  const print = useCommand('orders.print', {
    refused,
    done: (_, { document }) => void say(t(`queued.${document}`, { number: order?.number ?? '' })),
  });
  const takeBack = useCommand('counter.take_back', { refused, done: () => go('counter') });
  const copy = useCommand('orders.copy', {
    refused,
    done: ({ id }) => {
      say(t('copied', { number: order?.number ?? '' }));
      go('orders', id);
    },
  });
  const next = order && usualStep(order);
  const slipped = useSlip();

  useCommands(
    {
      'orders.next': {
        run: () => order && next && !slipped(order.id) && step(order, next),
        when: () => next !== undefined,
      },
      'orders.receipt': {
        run: () => order && print.mutate({ order_id: order.id, document: 'receipt' }),
        when: () => order !== undefined && !print.isPending,
      },
      'orders.label': {
        run: () => order && print.mutate({ order_id: order.id, document: 'label' }),
        when: () => order?.kind === 'sale' && !print.isPending,
      },
      'orders.counter': {
        run: () => order && takeBack.mutate({ order_id: order.id }),
        when: () => order !== undefined && isEditable(order) && !takeBack.isPending,
      },
      'orders.return': {
        run: () => order && go('counter', 'return', order.id),
        when: () => order !== undefined && mayReturn && isSold(order),
      },
      'orders.copy': {
        run: () => order && copy.mutate({ order_id: order.id }),
        when: () => order?.kind === 'sale' && !copy.isPending,
      },
    },
    { when },
  );
}
