import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeskPages, type CustomerBrief, type Params } from '../../bridge';
import { useCommands } from '../../commands';
import { formatDate, formatPercent } from '../../format';
import { go, link } from '../../route';
import { useSettled } from '../../scan';
import {
  EmptyState,
  ErrorLine,
  Grid,
  KeyButton,
  ListPage,
  MoneyText,
  PhoneText,
  SearchField,
  Spring,
  useKept,
  useListHome,
  useSteady,
  type Column,
  type Sort,
} from '../../ui';
import classes from './Customers.module.css';

type Shown = { text: string; sort: Sort };

const first: Shown = { text: '', sort: { key: 'last_order_at', down: true } };
const rowKey = ({ id }: CustomerBrief) => id;

/** Everybody who bought or asked: found by a part of a name, a phone or a note. */
export function CustomerList() {
  const { t } = useTranslation('customers');
  const [shown, setShown] = useKept<Shown>('customers.list', first);
  const search = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const columns = useColumns();
  const { pages, rows, asked } = useCustomers(useSettled(shown));
  const leave = useListHome('customers', search, grid);
  useSteady(
    grid,
    useMemo(() => rows.map(rowKey), [rows]),
    asked,
  );
  const total = pages.data?.pages.at(-1)?.total;
  const clear = () => setShown({ ...shown, text: '' });

  useCommands({
    'customers.find': () => search.current?.focus(),
    'customers.clear': { run: clear, when: () => shown.text !== '' },
    'customers.new': () => go('customers', 'new'),
  });

  return (
    <ListPage
      title={t('title')}
      tools={
        <>
          <SearchField
            ref={search}
            label={t('search')}
            command="customers.find"
            grid={grid}
            value={shown.text}
            onChange={(text) => setShown({ ...shown, text })}
          />
          <Spring />
          <KeyButton command="customers.new" variant="filled">
            {t('new')}
          </KeyButton>
        </>
      }
      foot={<span>{total === undefined ? '' : t('found', { count: total })}</span>}
    >
      {pages.error && <ErrorLine error={pages.error} />}
      <Grid
        ref={grid}
        name="customers"
        label={t('title')}
        rows={rows}
        rowKey={rowKey}
        columns={columns}
        sort={shown.sort}
        onSort={(sort) =>
          setShown({
            ...shown,
            sort: sort.key !== shown.sort.key && sort.key !== 'name' ? { ...sort, down: true } : sort,
          })
        }
        onOpen={({ id }) => {
          leave();
          go('customers', id);
        }}
        total={total}
        more={pages.isPending || pages.hasNextPage}
        loadMore={() => void pages.fetchNextPage()}
        empty={<Nothing filtered={shown.text !== ''} />}
      />
    </ListPage>
  );
}

/** The customers that are asked for, page after page. */
function useCustomers({ text, sort }: Shown) {
  const params = useMemo(
    (): Params<'customers.list'> => ({
      ...(text.trim() && { text: text.trim() }),
      sort: sort.key as NonNullable<Params<'customers.list'>['sort']>,
      down: sort.down,
      limit: 100,
    }),
    [text, sort],
  );
  const pages = useDeskPages('customers.list', params, (page, all) => {
    const loaded = all.reduce((count, { customers }) => count + customers.length, 0);
    return loaded < page.total && page.customers.length > 0 ? { offset: loaded } : undefined;
  });
  const rows = useMemo(
    () => [
      ...new Map(
        pages.data?.pages.flatMap(({ customers }) => customers.map((customer) => [customer.id, customer])),
      ).values(),
    ],
    [pages.data],
  );
  return { pages, rows, asked: JSON.stringify(params) };
}

function useColumns(): Column<CustomerBrief>[] {
  const { t, i18n } = useTranslation('customers');
  const language = i18n.language;
  return useMemo(
    () => [
      {
        key: 'name',
        title: t('column.name'),
        width: 200,
        grow: true,
        sortable: true,
        cell: ({ id, name, legal_name }) => {
          const whole = [...new Set([name || t('nameless'), legal_name])].filter(Boolean).join(' · ');
          return (
            <a href={link('customers', id)} tabIndex={-1} className={classes.name} title={whole}>
              {whole}
            </a>
          );
        },
      },
      {
        key: 'phone',
        title: t('column.phone'),
        width: 150,
        cell: ({ phone }) => <PhoneText phone={phone} />,
      },
      { key: 'city', title: t('column.city'), width: 130, cell: ({ city }) => city },
      {
        key: 'orders',
        title: t('column.orders'),
        width: 106,
        end: true,
        sortable: true,
        cell: ({ orders }) => String(orders),
      },
      {
        key: 'spent',
        title: t('column.spent'),
        width: 130,
        end: true,
        sortable: true,
        cell: ({ spent }) => <MoneyText minor={spent} bare />,
      },
      {
        key: 'last_order_at',
        title: t('column.last'),
        width: 120,
        sortable: true,
        cell: ({ last_order_at }) => (last_order_at > 0 ? formatDate(last_order_at, language) : ''),
      },
      {
        key: 'discount',
        title: t('column.discount'),
        width: 90,
        end: true,
        from: 1000,
        cell: ({ discount_bp }) => (discount_bp > 0 ? formatPercent(discount_bp, language) : ''),
      },
      {
        key: 'note',
        title: t('column.note'),
        width: 190,
        from: 1080,
        cell: ({ note }) => <span title={note}>{note}</span>,
      },
    ],
    [t, language],
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation('customers');
  return (
    <EmptyState
      title={t(filtered ? 'none.filtered' : 'none')}
      text={t(filtered ? 'none.filtered.text' : 'none.text')}
    >
      <KeyButton command="customers.new" variant="filled">
        {t('new')}
      </KeyButton>
    </EmptyState>
  );
}
