import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../../bridge';
import { useCommands } from '../../commands';
import { FilterChip, KeyButton, paymentStates, statuses, useWords, type Choice } from '../../ui';
import classes from './Orders.module.css';
import { noFilters, periods, sameFilters, views, type Filters, type Period, type View } from './view';

type TabsProps = {
  at: string;
  own: readonly View[];
  onView: (view: View) => void;
  onDrop: (id: string) => void;
};

/** The saved views as tabs: ours, with how many orders wait in them, and a person's own. */
export function ViewTabs({ at, own, onView, onDrop }: TabsProps) {
  const { t } = useTranslation('orders');
  const { data } = useDesk('orders.facets', {});
  const open = data?.open ?? {};
  const sum = (names: readonly string[]) => names.reduce((count, name) => count + (open[name] ?? 0), 0);
  const counts: Record<string, number> = {
    open: sum(Object.keys(open)),
    parked: sum(['parked']),
    ship: sum(['confirmed', 'packed']),
  };
  const all = [...views, ...own];
  return (
    <div className={classes.tabs} role="group" aria-label={t('views')}>
      {all.map((view) => (
        <span key={view.id} className={classes.tabHold}>
          <button
            type="button"
            aria-pressed={view.id === at}
            className={classes.tab}
            onClick={() => onView(view)}
          >
            {view.name ?? t(`view.${view.id}`)}
            {counts[view.id] ? <span className={classes.count}>{counts[view.id]}</span> : null}
          </button>
          {view.name !== undefined && view.id === at && (
            <button
              type="button"
              className={classes.tabDrop}
              aria-label={t('view.drop', { name: view.name })}
              onClick={() => onDrop(view.id)}
            >
              ×
            </button>
          )}
        </span>
      ))}
    </div>
  );
}

type BarProps = {
  filters: Filters;
  view: View | undefined;
  onFilters: (filters: Filters) => void;
  onSave: (name: string) => void;
};

/** The filters as chips; what differs from the view may be saved as a view of one's own. */
export function FilterBar({ filters, view, onFilters, onSave }: BarProps) {
  const { t } = useTranslation('orders');
  const words = useWords();
  const { data } = useDesk('orders.facets', {});
  const [naming, setNaming] = useState(false);
  const set = (part: Partial<Filters>) => onFilters({ ...filters, ...part });
  const changed = view !== undefined && !sameFilters(filters, view.filters);
  const filtered = !sameFilters(filters, noFilters);
  useCommands({
    'orders.clear': { run: () => onFilters(noFilters), when: () => filtered || filters.text !== '' },
    'orders.save_view': { run: () => setNaming(true), when: () => changed && !naming },
  });

  const statusChoices: Choice[] = [
    { value: 'open', label: t('filter.open') },
    ...statuses.map((value) => ({ value, label: t(`words:status.${value}`) })),
  ];
  return (
    <>
      <FilterChip
        many
        label={t('filter.status')}
        choices={statusChoices}
        chosen={[...(filters.open ? ['open'] : []), ...filters.status]}
        onChoose={(chosen) =>
          set({
            open: chosen.includes('open'),
            status: statuses.filter((status) => chosen.includes(status)),
          })
        }
      />
      <FilterChip
        many
        label={t('filter.payment')}
        choices={paymentStates.map((value) => ({ value, label: t(`words:paid.${value}`) }))}
        chosen={filters.payment}
        onChoose={(chosen) => set({ payment: paymentStates.filter((state) => chosen.includes(state)) })}
      />
      <FilterChip
        label={t('filter.delivery')}
        choices={(data?.deliveries ?? []).map((value) => ({ value, label: words.delivery(value) }))}
        chosen={one(filters.delivery)}
        onChoose={([delivery = '']) => set({ delivery })}
      />
      <FilterChip
        label={t('filter.source')}
        choices={(data?.sources ?? []).map((value) => ({ value, label: words.source(value) }))}
        chosen={one(filters.source)}
        onChoose={([source = '']) => set({ source })}
      />
      <FilterChip
        label={t('filter.period')}
        choices={periods.map((value) => ({ value, label: t(`period.${value}`) }))}
        chosen={one(filters.period)}
        onChoose={([period = '']) => set({ period: period as Period })}
      />
      <FilterChip
        label={t('filter.kind')}
        choices={(['sale', 'return'] as const).map((value) => ({ value, label: t(`kind.${value}`) }))}
        chosen={one(filters.kind)}
        onChoose={([kind = '']) => set({ kind: kind as Filters['kind'] })}
      />
      <button
        type="button"
        className={classes.toggle}
        aria-pressed={filters.mine}
        onClick={() => set({ mine: !filters.mine })}
      >
        {t('filter.mine')}
      </button>
      {filtered && (
        <KeyButton command="orders.clear" size="compact-sm" variant="subtle">
          {t('filter.clear')}
        </KeyButton>
      )}
      {changed && !naming && (
        <KeyButton command="orders.save_view" size="compact-sm" variant="subtle">
          {t('view.save')}
        </KeyButton>
      )}
      {naming && (
        <ViewName
          onName={(name) => {
            setNaming(false);
            if (name) onSave(name);
          }}
        />
      )}
    </>
  );
}

function ViewName({ onName }: { onName: (name: string) => void }) {
  const { t } = useTranslation('orders');
  const [name, setName] = useState('');
  useCommands({ 'ui.close': () => onName('') }, { over: true });
  return (
    <form
      className={classes.naming}
      onSubmit={(event) => {
        event.preventDefault();
        onName(name.trim());
      }}
    >
      <TextInput
        autoFocus
        size="xs"
        aria-label={t('view.name')}
        placeholder={t('view.name')}
        maxLength={30}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" size="compact-sm" disabled={name.trim() === ''}>
        {t('view.keep')}
      </Button>
    </form>
  );
}

function one(value: string): string[] {
  return value === '' ? [] : [value];
}
