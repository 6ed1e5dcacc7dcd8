import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DeskError, useDesk, type Way } from '../../bridge';
import { ShapeIcon, useErrorText, type Tone } from '../../ui';
import classes from './Settings.module.css';

/** How a printer says it is, in words, and a way to ask it again. */
export function PrinterState({ way: { address, language = '' } }: { way: Way }) {
  const { t } = useTranslation('settings');
  const text = useErrorText();
  const { data, error, isFetching, refetch } = useDesk(
    'printers.status',
    { way: { address, language } },
    { fresh: true },
  );
  const troubles = error ? [error] : (data?.problems.map((code) => new DeskError({ code })) ?? []);
  const [tone, words] = ((): [Tone, string] => {
    if (isFetching || (!data && !error)) return ['plain', t('printers.asking')];
    if (troubles.length > 0) return ['danger', troubles.map(text).join(' ')];
    if (data?.paper_low) return ['waits', t('printers.low')];
    if (data?.state === 'stopped' || data?.state === 'refusing')
      return ['waits', t(`printers.state.${data.state}`)];
    return [data?.state === 'unknown' ? 'plain' : 'done', t(`printers.state.${data?.state ?? 'unknown'}`)];
  })();
  return (
    <div className={classes.state}>
      <p role="status" className={classes.said} data-tone={tone}>
        <ShapeIcon shape={tone} />
        {words}
      </p>
      <Button onClick={() => void refetch()} disabled={isFetching}>
        {t('printers.ask')}
      </Button>
    </div>
  );
}
