import { Checkbox, NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Found, Way } from '../../bridge';
import classes from './Settings.module.css';
import { forLabels, guessOf, inDots, isSilent, mayBeSilent, setSilent } from './way';

type Props = { document: string; way: Way; found: readonly Found[]; onChange: (way: Way) => void };

const languages = ['pdf', 'zpl', 'tspl', 'epl', 'escpos', 'png'] as const;
const densities = [203, 300, 600];
const rolls = [576, 512, 384];
const gaps = [2, 3, 4, 5];

/** What a printer understands, and what has to be known of it. */
export function PrinterDetails({ document, way, found, onChange }: Props) {
  const { t } = useTranslation('settings');
  const language = way.language === undefined || way.language === '' ? 'pdf' : way.language;
  const guess = guessOf(way, found);
  const gap = way.no_gap ? '0' : String((way.gap_um ?? 2000) / 1000);
  return (
    <>
      <div className={classes.line}>
        <NativeSelect
          label={t('printers.language')}
          value={language}
          data={languages.map((value) => ({ value, label: t(`printers.language.${value}`) }))}
          onChange={(event) => {
            const next = languages.find((each) => each === event.currentTarget.value);
            if (next) onChange({ ...way, language: next });
          }}
        />
        {inDots(way) && language !== 'escpos' && (
          <NativeSelect
            label={t('printers.dpi')}
            value={String(way.dpi ?? 203)}
            data={densities.map(String)}
            onChange={(event) => onChange({ ...way, dpi: Number(event.currentTarget.value) })}
          />
        )}
        {language === 'escpos' && (
          <NativeSelect
            label={t('printers.dots')}
            value={String(way.dots ?? 576)}
            data={rolls.map((dots) => ({ value: String(dots), label: t(`printers.dots.${dots}`) }))}
            onChange={(event) => onChange({ ...way, dots: Number(event.currentTarget.value) })}
          />
        )}
        {forLabels(way) && (
          <NativeSelect
            label={t('printers.gap')}
            value={gap}
            data={[
              { value: '0', label: t('printers.gap.0') },
              ...gaps.map((mm) => ({ value: String(mm), label: t('printers.gap.mm', { mm }) })),
            ]}
            onChange={(event) => {
              const mm = Number(event.currentTarget.value);
              onChange({ ...way, no_gap: mm === 0, gap_um: mm * 1000 });
            }}
          />
        )}
      </div>
      <p className={classes.note}>
        {[guess && t(`printers.guess.${guess}`), t('printers.language.hint')].filter(Boolean).join(' ')}
      </p>
      {forLabels(way) && (
        <Checkbox
          label={t('printers.turned')}
          checked={way.turned ?? false}
          onChange={(event) => onChange({ ...way, turned: event.currentTarget.checked })}
        />
      )}
      {mayBeSilent(way) && (
        <Checkbox
          label={t('printers.silent')}
          description={t('printers.silent.hint')}
          checked={isSilent(way)}
          onChange={(event) => onChange(setSilent(way, event.currentTarget.checked))}
        />
      )}
      {language === 'escpos' && document === 'receipt' && (
        <Checkbox
          label={t('printers.drawer')}
          checked={way.drawer ?? false}
          onChange={(event) => onChange({ ...way, drawer: event.currentTarget.checked })}
        />
      )}
    </>
  );
}
