import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BasketLine, Discount } from '../../bridge';
import { formatFigures, parseUnits } from '../../format';
import { ErrorLine, SidePanel, useCurrency } from '../../ui';
import classes from './Panels.module.css';
import type { Till } from './till';
import { useKeyWord } from './words';

export type Scope = 'sale' | 'line';
type Props = {
  till: Till;
  line: BasketLine | undefined;
  scope: Scope;
  onScope: (scope: Scope) => void;
  onClose: () => void;
};

// Percents are counted in hundredths.
const percentDigits = 2;

/** A discount on the whole sale or the lit line, by percent or by sum; the desk says whether it may be given. */
export function DiscountPanel({ till, line, scope, onScope, onClose }: Props) {
  const { t } = useTranslation('counter');
  const key = useKeyWord('counter.discount');
  const now = (scope === 'line' ? line?.discount : till.counter?.basket.discount) ?? {};
  return (
    <SidePanel title={t('discount')} onClose={onClose} width={420}>
      <div className={classes.form}>
        <SegmentedControl
          fullWidth
          aria-label={t('discount.on')}
          value={scope}
          onChange={(next) => onScope(next)}
          data={[
            { value: 'sale', label: t('discount.sale') },
            { value: 'line', label: t('discount.line'), disabled: !line },
          ]}
        />
        <p className={classes.second}>{scope === 'line' ? line?.title : t('discount.hint', { key })}</p>
        <DiscountFields
          key={scope}
          now={now}
          till={till}
          line={scope === 'line' ? line : undefined}
          onClose={onClose}
        />
      </div>
    </SidePanel>
  );
}

function DiscountFields(props: {
  now: Discount;
  till: Till;
  line: BasketLine | undefined;
  onClose: () => void;
}) {
  const { now, till, line, onClose } = props;
  const { t, i18n } = useTranslation('counter');
  const { digits, symbol } = useCurrency();
  const shown = (units: number | undefined, part: number) =>
    units ? formatFigures(units, part, i18n.language, true) : '';
  const [percent, setPercent] = useState(shown(now.basis_points, percentDigits));
  const [sum, setSum] = useState(shown(now.sum, digits));
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const bad = t('discount.unreadable');
  const points = percent.trim() === '' ? 0 : parseUnits(percent.replace('%', ''), percentDigits);
  const minor = sum.trim() === '' ? 0 : parseUnits(sum, digits);

  async function give(discount: Discount) {
    setBusy(true);
    setError(undefined);
    try {
      if (line) await till.ask('counter.change_line', { line: line.id, discount });
      else await till.ask('counter.set_discount', discount);
      onClose();
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (busy || points === undefined || minor === undefined) return;
        void give({ ...(points !== 0 && { basis_points: points }), ...(minor !== 0 && { sum: minor }) });
      }}
    >
      <div className={classes.pair}>
        <TextInput
          data-autofocus
          autoFocus
          label={t('discount.percent')}
          inputMode="decimal"
          autoComplete="off"
          value={percent}
          error={points === undefined ? bad : undefined}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => {
            setPercent(event.currentTarget.value);
            setSum('');
          }}
        />
        <TextInput
          label={t('discount.sum', { symbol })}
          inputMode="decimal"
          autoComplete="off"
          value={sum}
          error={minor === undefined ? bad : undefined}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => {
            setSum(event.currentTarget.value);
            setPercent('');
          }}
        />
      </div>
      <ErrorLine error={error} />
      <div className={classes.buttons}>
        <Button onClick={() => void give({})} disabled={busy}>
          {t('discount.remove')}
        </Button>
        <Button variant="filled" type="submit" loading={busy}>
          {t('discount.give')}
        </Button>
      </div>
    </form>
  );
}
