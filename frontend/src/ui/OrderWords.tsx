import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeliveryNumbers, OrderRow } from '../bridge';
import { formatQuantity } from '../format';
import type { Tone } from './ShapeIcon';
import { StatusBadge } from './StatusBadge';

export type OrderStatus = OrderRow['status'];
export type PaymentState = OrderRow['payment_state'];

/** The states of an order in the order of its life. */
export const statuses = [
  'parked',
  'new',
  'confirmed',
  'packed',
  'shipped',
  'delivered',
  'completed',
  'cancelled',
] as const satisfies readonly OrderStatus[];

export const paymentStates = [
  'unpaid',
  'part',
  'paid',
  'cod',
  'refund',
] as const satisfies readonly PaymentState[];

/** How money comes, in the order of the screen. */
export const paymentKinds = ['cash', 'card', 'transfer', 'cod'] as const;
export type PaymentKind = (typeof paymentKinds)[number];

/** The ways of delivery that the program has words for; a shop may have more. */
export const deliveryMethods = [
  'pickup',
  'courier',
  'nova_poshta',
  'ukrposhta',
  'meest',
  'cdek',
  'branch',
  'post',
] as const satisfies readonly DeliveryNumbers['method'][];

// Amber for what waits for a person, red for money at risk; what is done stays quiet.
const statusTones: Record<OrderStatus, Tone> = {
  parked: 'plain',
  new: 'waits',
  confirmed: 'accent',
  packed: 'accent',
  shipped: 'accent',
  delivered: 'accent',
  completed: 'plain',
  cancelled: 'plain',
};

const paymentTones: Record<PaymentState, Tone> = {
  unpaid: 'waits',
  part: 'waits',
  paid: 'plain',
  cod: 'accent',
  refund: 'danger',
};

/** The state of an order. */
export function OrderBadge({ status }: { status: OrderStatus }) {
  const { t } = useTranslation('words');
  return <StatusBadge tone={statusTones[status]}>{t(`status.${status}`)}</StatusBadge>;
}

/** How far an order is paid. */
export function PaymentBadge({ state }: { state: PaymentState }) {
  const { t } = useTranslation('words');
  return <StatusBadge tone={paymentTones[state]}>{t(`paid.${state}`)}</StatusBadge>;
}

export type Words = {
  delivery: (method: string) => string;
  source: (source: string) => string;
  unit: (unit: string) => string;
  quantity: (thousandths: number, unit: string) => string;
};

/** Words of the shop that a person may have written: one of ours is translated, another stays as it is. */
export function useWords(): Words {
  const { t, i18n } = useTranslation('words');
  const language = i18n.language;
  return useMemo(() => {
    const ours = (key: string, given: string) => (i18n.exists(`words:${key}`) ? t(key) : given);
    const unit = (name: string) => ours(`unit.${name}`, name);
    return {
      delivery: (method) => ours(`delivery.${method}`, method),
      source: (source) => ours(`source.${source}`, source.replace(/^site:/, '')),
      unit,
      quantity: (thousandths, name) => `${formatQuantity(thousandths, language)}\u00a0${unit(name)}`,
    };
  }, [t, i18n, language]);
}
