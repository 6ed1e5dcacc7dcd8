import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, useDesk, useDeskPages, type OrderRow } from '../../bridge';
import { useCommands } from '../../commands';
import { useDeskState, useRight } from '../../desk';
import { go } from '../../route';
import { useSettled } from '../../scan';
import {
  EmptyState,
  ErrorLine,
  Grid,
  KeyButton,
  ListPage,
  MoneyText,
  SearchField,
  Spring,
  statuses,
  useFresh,
  useKept,
  useListHome,
  useNow,
  useSayError,
  useSteady,
  type OrderStatus,
  type Sort,
} from '../../ui';
import { BulkBar, BulkResult, useBulk, usePrintLabels } from './Bulk';
import { CancelPanel } from './CancelPanel';
import { FilterBar, ViewTabs } from './Filters';
import { ManyPapers } from './ManyPapers';
import { QuickCard } from './QuickCard';
import { StatusPanel } from './StatusPanel';
import { useColumns } from './useColumns';
import { useOrderCommands } from './useOrderCommands';
import { useStep } from './useStep';
import { newestFirst, noFilters, sameFilters, toParams, views, type Filters, type View } from './view';

type Shown = { view: string; filters: Filters; sort: Sort };
type Side = 'quick' | 'status' | 'cancel' | 'papers' | undefined;

const first: Shown = { view: 'open', filters: { ...noFilters, open: true }, sort: newestFirst };
const rowKey = ({ id }: OrderRow) => id;

/** All orders of all sources: filtered, sorted and worked without leaving the list. */
export function OrderList() {
  const { t } = useTranslation('orders');
  const [shown, setShown] = useKept<Shown>('orders.list', first);
  const [own, setOwn] = useKept<View[]>('orders.views', []);
  const [current, setCurrent] = useState<string>();
  const [selected, setSelected] = useState<Set<string>>(() => new Set());
  const [side, setSide] = useState<Side>();
  const search = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const seeAll = useRight('see_all');
  const say = useSayError();
  // Ages of orders go on while nobody touches the list.
  const now_ms = useNow(60_000);
  const columns = useColumns(now_ms);
  const { pages, rows, asked } = useOrders(useSettled(shown));
  const bulk = useBulk();
  const queueLabels = usePrintLabels();
  const { step, question } = useStep(say);
  const order = rows.find(({ id }) => id === current);
  const chosen = rows.filter(({ id }) => selected.has(id));
  const last = pages.data?.pages.at(-1);
  const leave = useListHome('orders', search, grid);
  const keys = useMemo(() => rows.map(rowKey), [rows]);
  const fresh = useFresh(pages.data && keys, asked);
  useSteady(grid, keys, asked);

  const show = (part: Partial<Shown>) => {
    setShown({ ...shown, ...part });
    setSelected(new Set());
  };
  const open = ({ id }: OrderRow) => {
    leave();
    go('orders', id);
  };
  const close = () => {
    setSide(undefined);
    grid.current?.focus();
  };
  const printLabels = () => queueLabels(chosen);

  function toStatus(to: OrderStatus) {
    setSide(undefined);
    if (chosen.length > 0)
      void bulk.run(chosen, ({ id }) => call('orders.set_status', { order_id: id, status: to }));
    else if (order && to === 'cancelled') setSide('cancel');
    else if (order) step(order, to);
  }

  useOrderCommands({ order, step, refused: say, when: chosen.length === 0 });
  useCommands({
    'orders.find': () => search.current?.focus(),
    'orders.new': () => go('counter'),
    'orders.status': { run: () => setSide('status'), when: () => chosen.length > 0 || order !== undefined },
    'orders.papers': { run: () => setSide('papers'), when: () => chosen.length > 0 },
    'orders.cancel': {
      run: () => setSide('cancel'),
      when: () => chosen.length === 0 && (order?.next.includes('cancelled') ?? false),
    },
  });
  // Of many orders a shop prints labels; a receipt is one customer's.
  useCommands({ 'orders.label': printLabels, 'orders.receipt': printLabels }, { when: chosen.length > 0 });
  useCommands({ 'ui.close': () => setSelected(new Set()) }, { when: chosen.length > 0 && side !== 'quick' });

  const steps = chosen.length > 0 ? bulkSteps(chosen) : (order?.next ?? []);
  const view = [...views, ...own].find(({ id }) => id === shown.view);
  return (
    <ListPage
      title={t('title')}
      tools={
        <>
          <SearchField
            ref={search}
            label={t('search')}
            command="orders.find"
            grid={grid}
            value={shown.filters.text}
            onChange={(text) => show({ filters: { ...shown.filters, text } })}
          />
          <Spring />
          <KeyButton command="orders.new" variant="filled">
            {t('new')}
          </KeyButton>
        </>
      }
      filters={
        <>
          <ViewTabs
            at={shown.view}
            own={own}
            onView={({ id, filters, sort }) => show({ view: id, filters, sort })}
            onDrop={(id) => {
              setOwn(own.filter((each) => each.id !== id));
              show(first);
            }}
          />
          <FilterBar
            filters={shown.filters}
            view={view}
            onFilters={(filters) => show({ filters })}
            onSave={(name) => {
              const saved = {
                ...shown,
                id: crypto.randomUUID(),
                name,
                filters: { ...shown.filters, text: '' },
              };
              setOwn([...own, saved]);
              show({ view: saved.id });
            }}
          />
        </>
      }
      foot={
        question ??
        (chosen.length > 0 ? (
          <>
            <BulkBar
              count={chosen.length}
              onStatus={() => setSide('status')}
              onLabels={printLabels}
              onClear={() => setSelected(new Set())}
            />
            {side !== 'papers' && <KeyButton command="orders.papers">{t('papers')}</KeyButton>}
          </>
        ) : (
          <>
            <span>{last ? t('found', { count: last.total }) : ''}</span>
            {seeAll && last && <MoneyText minor={last.sum} size="sum" />}
          </>
        ))
      }
      side={
        bulk.total > 0 ? (
          <BulkResult outcomes={bulk.done} total={bulk.total} onClose={bulk.close} />
        ) : side === 'status' ? (
          <StatusPanel
            title={
              chosen.length > 0
                ? t('selected', { count: chosen.length })
                : t('step.title', { number: order?.number ?? '' })
            }
            steps={steps}
            onStep={toStatus}
            onClose={close}
          />
        ) : side === 'papers' && chosen.length > 0 ? (
          <ManyPapers orders={chosen} onClose={close} />
        ) : side === 'cancel' && order ? (
          <CancelPanel id={order.id} onClose={close} />
        ) : side === 'quick' && order ? (
          <QuickCard
            id={order.id}
            onOpen={() => open(order)}
            onClose={close}
            onStatus={() => setSide('status')}
          />
        ) : undefined
      }
    >
      {pages.error && <ErrorLine error={pages.error} />}
      <Grid
        ref={grid}
        name="orders"
        label={t('title')}
        rows={rows}
        rowKey={rowKey}
        columns={columns}
        sort={shown.sort}
        onSort={(sort) => show({ sort: better(sort, shown.sort) })}
        fresh={fresh}
        selected={selected}
        onSelect={setSelected}
        onOpen={open}
        onCurrent={({ id }, by) => {
          setCurrent(id);
          if (by === 'pointer') setSide('quick');
        }}
        total={last?.total}
        more={pages.isPending || pages.hasNextPage}
        loadMore={() => void pages.fetchNextPage()}
        empty={<Nothing filtered={shown.filters.text !== '' || !sameFilters(shown.filters, noFilters)} />}
      />
    </ListPage>
  );
}

/** Sums and times begin with the largest and the newest. */
function better(sort: Sort, before: Sort): Sort {
  const falls = ['created_at', 'number', 'total'].includes(sort.key);
  return sort.key !== before.key && falls ? { ...sort, down: true } : sort;
}

/** Steps that at least one of the orders may take, in the order of an order's life; each order cancelled has its own reason. */
function bulkSteps(orders: readonly OrderRow[]): OrderStatus[] {
  return statuses.filter((to) => to !== 'cancelled' && orders.some(({ next }) => next.includes(to)));
}

/** The orders that are asked for, page after page. */
function useOrders({ filters, sort }: Shown) {
  const { user } = useDeskState();
  const [today] = useState(() => new Date());
  const params = useMemo(() => toParams(filters, sort, user?.id ?? '', today), [filters, sort, user, today]);
  const pages = useDeskPages('orders.list', params, (page, all) => {
    const loaded = all.reduce((count, { orders }) => count + orders.length, 0);
    return loaded < page.total && page.orders.length > 0 ? { offset: loaded } : undefined;
  });
  // A new order shifts the pages below it: a row that came twice is shown once.
  const rows = useMemo(
    () => [
      ...new Map(
        pages.data?.pages.flatMap(({ orders }) => orders.map((order) => [order.id, order])),
      ).values(),
    ],
    [pages.data],
  );
  return { pages, rows, asked: JSON.stringify(params) };
}

function Nothing({ filtered }: { filtered: boolean }) {
  return filtered ? <NothingLikeThat /> : <NothingYet />;
}

/** The usual view is filtered too, and a shop may have no order at all. */
function NothingLikeThat() {
  const { t } = useTranslation('orders');
  const { data, isPending } = useDesk('orders.list', { limit: 1 });
  if (isPending) return undefined;
  return data?.total === 0 ? (
    <NothingYet />
  ) : (
    <EmptyState title={t('none.filtered')} text={t('none.filtered.text')}>
      <KeyButton command="orders.clear">{t('filter.clear')}</KeyButton>
    </EmptyState>
  );
}

function NothingYet() {
  const { t } = useTranslation('orders');
  return (
    <EmptyState title={t('none')} text={t('none.text')}>
      <KeyButton command="orders.new" variant="filled">
        {t('new')}
      </KeyButton>
    </EmptyState>
  );
}
