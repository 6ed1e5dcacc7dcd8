import type { Params } from '../../bridge';
import type { OrderStatus, PaymentState, Sort } from '../../ui';

/** Which orders the list shows. */
export type Filters = {
  text: string;
  status: OrderStatus[];
  open: boolean;
  payment: PaymentState[];
  kind: '' | 'sale' | 'return';
  source: string;
  delivery: string;
  period: Period;
  mine: boolean;
};

export const periods = ['today', 'yesterday', 'week', 'month', 'year'] as const;
export type Period = (typeof periods)[number] | '';

export const noFilters: Filters = {
  text: '',
  status: [],
  open: false,
  payment: [],
  kind: '',
  source: '',
  delivery: '',
  period: '',
  mine: false,
};

/** A saved view: a tab above the list. Ours have a name in the catalogues, a person's own carry it. */
export type View = { id: string; name?: string; filters: Filters; sort: Sort };

export const newestFirst: Sort = { key: 'created_at', down: true };

const live: OrderStatus[] = ['parked', 'new', 'confirmed', 'packed', 'shipped', 'delivered', 'completed'];

/** The views that every shop has. */
export const views: readonly View[] = [
  { id: 'open', filters: { ...noFilters, open: true }, sort: newestFirst },
  { id: 'parked', filters: { ...noFilters, status: ['parked'] }, sort: newestFirst },
  {
    id: 'unpaid',
    filters: { ...noFilters, kind: 'sale', status: live, payment: ['unpaid', 'part'] },
    sort: { key: 'created_at', down: false },
  },
  {
    id: 'ship',
    filters: { ...noFilters, status: ['confirmed', 'packed'] },
    sort: { key: 'created_at', down: false },
  },
  { id: 'returns', filters: { ...noFilters, kind: 'return' }, sort: newestFirst },
  { id: 'all', filters: noFilters, sort: newestFirst },
];

/** Whether two sets of filters ask for the same, whatever was typed into the search field. */
export function sameFilters(one: Filters, other: Filters): boolean {
  return JSON.stringify({ ...one, text: '' }) === JSON.stringify({ ...other, text: '' });
}

type Asked = Params<'orders.list'>;
const page = 100;

/** The parameters of orders.list. `today` is any moment of the present day. */
export function toParams(filters: Filters, sort: Sort, user: string, today: Date): Asked {
  const { text, status, open, payment, kind, source, delivery, period, mine } = filters;
  return {
    ...(text.trim() && { text: text.trim() }),
    ...(status.length > 0 && { status }),
    ...(open && { open }),
    ...(payment.length > 0 && { payment }),
    ...(kind && { kind }),
    ...(source && { source }),
    ...(delivery && { delivery }),
    ...(mine && user && { owner: user }),
    ...span(period, today),
    sort: sort.key as NonNullable<Asked['sort']>,
    up: !sort.down,
    limit: page,
  };
}

/** The beginning and, for yesterday, the end of a period in milliseconds. */
function span(period: Period, today: Date): { from?: number; to?: number } {
  const start = (days: number) =>
    new Date(today.getFullYear(), today.getMonth(), today.getDate() - days).getTime();
  const spans: Record<Period, { from?: number; to?: number }> = {
    '': {},
    today: { from: start(0) },
    yesterday: { from: start(1), to: start(0) },
    week: { from: start(6) },
    month: { from: start(29) },
    year: { from: start(364) },
  };
  return spans[period];
}
