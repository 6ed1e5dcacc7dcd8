import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk, type NumberRangeRow } from '../../bridge';
import { formatFigures } from '../../format';
import { ErrorLine, FieldWarning, StatusBadge, type Tone } from '../../ui';
import { DeliveryNumbersBlock } from './DeliveryNumbersBlock';
import { blankRange, draftOf, stateOf, type RangeDraft, type RangeState } from './range';
import { RangePanel } from './RangePanel';
import { SettingField } from './SettingField';
import classes from './Settings.module.css';

const tones: Record<RangeState, Tone> = {
  off: 'plain',
  doubt: 'danger',
  ready: 'accent',
  asked: 'waits',
  used_up: 'danger',
};

/** The numbers that parcels go by: ranges that were granted to the shop, its own, and which parcel gets which. */
export function NumbersPart() {
  const { t } = useTranslation('settings');
  const { data, error } = useDesk('numbers.ranges', {});
  const [editing, setEditing] = useState<RangeDraft | undefined>();
  const restored = (data?.awaits.length ?? 0) > 0;
  return (
    <div className={classes.beside}>
      <div>
        <ErrorLine error={error} />
        {data && (
          <>
            <section className={classes.block} aria-label={t('numbers.ranges')}>
              <h2>{t('numbers.ranges')}</h2>
              <FieldWarning
                text={restored ? t('numbers.awaits', { tills: data.awaits.join(', ') }) : undefined}
              />
              {data.ranges.length > 0 ? (
                <Ranges ranges={data.ranges} onOpen={(range) => setEditing(draftOf(range))} />
              ) : (
                <p className={classes.note}>{t('numbers.none')}</p>
              )}
              <Button onClick={() => setEditing(blankRange)}>{t('numbers.add')}</Button>
            </section>
            <DeliveryNumbersBlock numbers={data} />
            <section className={classes.block} aria-label={t('numbers.own')}>
              <h2>{t('numbers.own')}</h2>
              <p className={classes.note}>{t('numbers.own.note', { number: data.own })}</p>
              <SettingField name="numbers.own" label={t('numbers.own.head')} capitals />
            </section>
          </>
        )}
      </div>
      {editing && (
        <RangePanel
          key={editing.id ?? ''}
          first={editing}
          mend={restored || data?.ranges.find(({ id }) => id === editing.id)?.doubt === true}
          onClose={() => setEditing(undefined)}
        />
      )}
    </div>
  );
}

function Ranges({
  ranges,
  onOpen,
}: {
  ranges: readonly NumberRangeRow[];
  onOpen: (range: NumberRangeRow) => void;
}) {
  const { t, i18n } = useTranslation('settings');
  const figures = (count: number) => formatFigures(count, 0, i18n.language, false);
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th>{t('numbers.range')}</th>
          <th>{t('numbers.sample')}</th>
          <th>{t('numbers.state')}</th>
          <th className={classes.end}>{t('numbers.unleased')}</th>
        </tr>
      </thead>
      <tbody>
        {ranges.map((range) => (
          <tr key={range.id}>
            <td>
              <Button ml={-8} size="compact-md" variant="subtle" onClick={() => onOpen(range)}>
                {range.name || t(`numbers.scheme.${range.scheme}`)}
              </Button>
            </td>
            <td>
              <code>{range.sample}</code>
            </td>
            <td>
              <StatusBadge tone={tones[stateOf(range)]}>
                {t(`numbers.state.${stateOf(range)}`, { count: range.here, figures: figures(range.here) })}
              </StatusBadge>
              {range.here > 0 && range.asked && <span className={classes.note}> {t('numbers.more')}</span>}
            </td>
            <td className={classes.end}>{figures(range.unleased)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
