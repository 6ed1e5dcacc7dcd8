import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, useDesk, useDeskPages, type Offer, type Params } from '../../bridge';
import { useCommands } from '../../commands';
import { useRight } from '../../desk';
import { useSounds } from '../../desk/sound';
import { formatQuantity } from '../../format';
import { useOpenFound } from '../../frame/useOpenFound';
import { go, link } from '../../route';
import { useScan, useSettled } from '../../scan';
import {
  EmptyState,
  ErrorLine,
  FilterChip,
  Grid,
  KeyButton,
  ListPage,
  MoneyText,
  SearchField,
  Spring,
  useKept,
  useListHome,
  useSteady,
  useWords,
  type Column,
  type Sort,
  useSayError,
} from '../../ui';
import classes from './Goods.module.css';
import { GoodsPapers } from './GoodsPapers';
import { StockPanel } from './StockPanel';

type Stock = '' | 'in' | 'out' | 'negative';
type Shown = { text: string; category: string; stock: Stock; inactive: boolean; sort: Sort };

const first: Shown = {
  text: '',
  category: '',
  stock: '',
  inactive: false,
  sort: { key: 'title', down: false },
};
const rowKey = ({ id }: Offer) => id;
const stocks = ['in', 'out', 'negative'] as const;

/** Every offer with its price and stock. */
export function GoodsList() {
  const { t } = useTranslation('goods');
  const [shown, setShown] = useKept<Shown>('goods.list', first);
  const [current, setCurrent] = useState<string>();
  const [side, setSide] = useState<'count' | 'papers'>();
  const [selected, setSelected] = useState<Set<string>>(() => new Set());
  const search = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const may = useRight('goods');
  const sounds = useSounds();
  const refused = useSayError();
  const open = useOpenFound();
  const columns = useColumns();
  const { data: categories } = useDesk('goods.categories', {});
  const { pages, rows, asked } = useOffers(useSettled(shown));
  const leave = useListHome('goods', search, grid);
  useSteady(
    grid,
    useMemo(() => rows.map(rowKey), [rows]),
    asked,
  );
  const offer = rows.find(({ id }) => id === current) ?? rows[0];
  const total = pages.data?.pages.at(-1)?.total;
  const marked = rows.filter(({ id }) => selected.has(id));
  // Papers are of what is selected, else of the current row.
  const printed = marked.length > 0 ? marked : offer ? [offer] : [];
  const show = (part: Partial<Shown>) => {
    setShown({ ...shown, ...part });
    setSelected(new Set());
  };
  const filtered = shown.text !== '' || shown.category !== '' || shown.stock !== '' || shown.inactive;
  const clear = () => show({ ...first, sort: shown.sort });

  // A scan finds: what the code names is all that the list shows, and Enter opens it.
  async function find(code: string) {
    const found = await call('scan.find', { code });
    const [one] = found.offers;
    if (!one) return open(found, code);
    sounds.yes();
    show({
      ...first,
      sort: shown.sort,
      text: found.offers.length > 1 ? found.text : one.barcode || one.sku,
    });
    return grid.current?.focus();
  }
  useScan(({ code }) =>
    find(code).catch((thrown: unknown) => {
      sounds.no();
      refused(thrown);
    }),
  );
  useCommands({
    'goods.find': () => search.current?.focus(),
    'goods.clear': { run: clear, when: () => filtered },
    'goods.new': { run: () => go('goods', 'new'), when: () => may },
    'goods.stock': { run: () => setSide('count'), when: () => may && offer !== undefined },
    'goods.papers': { run: () => setSide('papers'), when: () => may && printed.length > 0 },
  });
  useCommands({ 'ui.close': () => setSelected(new Set()) }, { when: marked.length > 0 });

  return (
    <ListPage
      title={t('title')}
      tools={
        <>
          <SearchField
            ref={search}
            label={t('search')}
            command="goods.find"
            grid={grid}
            value={shown.text}
            onChange={(text) => show({ text })}
          />
          <Spring />
          {may && (
            <KeyButton command="goods.new" variant="filled">
              {t('new')}
            </KeyButton>
          )}
        </>
      }
      filters={
        <>
          <FilterChip
            label={t('filter.category')}
            choices={(categories ?? []).map(({ id, path }) => ({ value: id, label: path }))}
            chosen={shown.category === '' ? [] : [shown.category]}
            onChoose={([category = '']) => show({ category })}
          />
          <FilterChip
            label={t('filter.stock')}
            choices={stocks.map((value) => ({ value, label: t(`stock.${value}`) }))}
            chosen={shown.stock === '' ? [] : [shown.stock]}
            onChoose={([stock = '']) => show({ stock: stock as Stock })}
          />
          <FilterChip
            label={t('filter.active')}
            choices={[{ value: 'inactive', label: t('filter.inactive') }]}
            chosen={shown.inactive ? ['inactive'] : []}
            onChoose={(chosen) => show({ inactive: chosen.length > 0 })}
          />
          {filtered && (
            <KeyButton command="goods.clear" size="compact-sm" variant="subtle">
              {t('filter.clear')}
            </KeyButton>
          )}
          <Spring />
          {may && offer && (
            <>
              <KeyButton command="goods.papers" size="compact-sm">
                {t('papers')}
              </KeyButton>
              <KeyButton command="goods.stock" size="compact-sm">
                {t('stock.count')}
              </KeyButton>
            </>
          )}
        </>
      }
      foot={
        marked.length > 0 ? (
          <>
            <strong>{t('selected', { count: marked.length })}</strong>
            <KeyButton
              command="ui.close"
              variant="subtle"
              size="compact-sm"
              onClick={() => setSelected(new Set())}
            >
              {t('selected.clear')}
            </KeyButton>
          </>
        ) : (
          <span>{total === undefined ? '' : t('found', { count: total })}</span>
        )
      }
      side={
        side === 'papers' && printed.length > 0 ? (
          <GoodsPapers offers={printed} onClose={() => setSide(undefined)} />
        ) : side === 'count' && offer ? (
          <StockPanel
            key={offer.id}
            product={offer.product_id}
            offer={offer.id}
            title={offer.title}
            unit={offer.unit}
            onClose={() => setSide(undefined)}
          />
        ) : undefined
      }
    >
      {pages.error && <ErrorLine error={pages.error} />}
      <Grid
        ref={grid}
        name="goods"
        label={t('title')}
        rows={rows}
        rowKey={rowKey}
        columns={columns}
        sort={shown.sort}
        onSort={(sort) => show({ sort })}
        selected={selected}
        onSelect={setSelected}
        onCurrent={({ id }) => setCurrent(id)}
        onOpen={({ product_id }) => {
          leave();
          go('goods', product_id);
        }}
        total={total}
        more={pages.isPending || pages.hasNextPage}
        loadMore={() => void pages.fetchNextPage()}
        empty={<Nothing filtered={filtered} may={may} />}
      />
    </ListPage>
  );
}

/** The offers that are asked for, page after page. */
function useOffers({ text, category, stock, inactive, sort }: Shown) {
  const params = useMemo(
    (): Params<'goods.list'> => ({
      ...(text.trim() && { text: text.trim() }),
      ...(category && { category }),
      ...(stock && { stock }),
      ...(inactive && { inactive }),
      sort: sort.key as NonNullable<Params<'goods.list'>['sort']>,
      down: sort.down,
      limit: 100,
    }),
    [text, category, stock, inactive, sort],
  );
  const pages = useDeskPages('goods.list', params, (page, all) => {
    const loaded = all.reduce((count, { offers }) => count + offers.length, 0);
    return loaded < page.total && page.offers.length > 0 ? { offset: loaded } : undefined;
  });
  const rows = useMemo(
    () => [
      ...new Map(
        pages.data?.pages.flatMap(({ offers }) => offers.map((offer) => [offer.id, offer])),
      ).values(),
    ],
    [pages.data],
  );
  return { pages, rows, asked: JSON.stringify(params) };
}

function useColumns(): Column<Offer>[] {
  const { t, i18n } = useTranslation('goods');
  const words = useWords();
  const purchase = useRight('see_purchase');
  return useMemo(() => {
    const columns: (Column<Offer> | false)[] = [
      {
        key: 'title',
        title: t('column.title'),
        width: 240,
        grow: true,
        sortable: true,
        cell: (offer) => (
          <a
            href={link('goods', offer.product_id)}
            tabIndex={-1}
            className={classes.title}
            data-inactive={!offer.active}
            title={offer.title}
          >
            {offer.title}
            {!offer.active && <span className={classes.quiet}>{` · ${t('inactive')}`}</span>}
          </a>
        ),
      },
      { key: 'sku', title: t('column.sku'), width: 130, sortable: true, cell: ({ sku }) => sku },
      {
        key: 'barcode',
        title: t('column.barcode'),
        width: 150,
        from: 960,
        cell: ({ barcode }) => barcode,
      },
      {
        key: 'price',
        title: t('column.price'),
        width: 110,
        end: true,
        sortable: true,
        cell: ({ price }) => <MoneyText minor={price} bare />,
      },
      {
        key: 'regular',
        title: t('column.regular'),
        width: 110,
        end: true,
        from: 1300,
        cell: ({ price, regular_price }) =>
          price === regular_price ? '' : <MoneyText minor={regular_price} bare />,
      },
      {
        key: 'on_hand',
        title: t('column.on_hand'),
        width: 120,
        end: true,
        sortable: true,
        cell: ({ on_hand, unit, digital }) =>
          digital ? (
            t('digital.short')
          ) : (
            <span className={on_hand < 0 ? classes.below : undefined}>{words.quantity(on_hand, unit)}</span>
          ),
      },
      {
        key: 'available',
        title: t('column.available'),
        width: 110,
        end: true,
        sortable: true,
        cell: ({ available, digital }) => (digital ? '' : formatQuantity(available, i18n.language)),
      },
      purchase && {
        key: 'purchase',
        title: t('column.purchase'),
        width: 110,
        end: true,
        from: 900,
        cell: ({ purchase_price }) => (purchase_price ? <MoneyText minor={purchase_price} bare /> : ''),
      },
      purchase && {
        key: 'margin',
        title: t('column.margin'),
        width: 110,
        end: true,
        from: 1040,
        cell: ({ margin }) => (margin === undefined ? '' : <MoneyText minor={margin} bare />),
      },
    ];
    return columns.filter((column) => column !== false);
  }, [t, i18n.language, words, purchase]);
}

function Nothing({ filtered, may }: { filtered: boolean; may: boolean }) {
  const { t } = useTranslation('goods');
  if (filtered)
    return (
      <EmptyState title={t('none.filtered')} text={t('none.filtered.text')}>
        <KeyButton command="goods.clear">{t('filter.clear')}</KeyButton>
      </EmptyState>
    );
  return (
    <EmptyState title={t('none')} text={t('none.text')}>
      {may && (
        <KeyButton command="goods.new" variant="filled">
          {t('new')}
        </KeyButton>
      )}
      {may && <a href={link('settings', 'data')}>{t('none.import')}</a>}
    </EmptyState>
  );
}
