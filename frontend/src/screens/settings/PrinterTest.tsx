import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DeskError, useCommand, type Params, type Way } from '../../bridge';
import { ErrorLine } from '../../ui';
import classes from './Settings.module.css';

/** Tries a printer with a real paper, and says what it tells of itself. */
export function PrinterTest({ document, way }: { document: string; way: Way }) {
  const { t } = useTranslation('settings');
  const status = useCommand('printers.status');
  const test = useCommand('printers.test', { done: () => status.mutate({ way }) });
  const run = (page: Params<'printers.test'>['page']) => {
    status.reset();
    test.mutate({ document, way, page });
  };
  const [problem] = status.data?.problems ?? [];
  return (
    <>
      <div className={classes.line}>
        <Button onClick={() => run('paper')} loading={test.isPending}>
          {t('printers.test')}
        </Button>
        {way.language === 'escpos' && (
          <>
            <Button onClick={() => run('letters')} disabled={test.isPending}>
              {t('printers.test.letters')}
            </Button>
            <Button onClick={() => run('drawer')} disabled={test.isPending}>
              {t('printers.test.drawer')}
            </Button>
          </>
        )}
      </div>
      <ErrorLine
        error={test.error ?? status.error ?? (problem ? new DeskError({ code: problem }) : undefined)}
      />
      {test.isSuccess && status.data && !problem && (
        <p role="status" className={classes.note}>
          {t('printers.test.sent', { state: t(`printers.state.${status.data.state}`) })}
        </p>
      )}
    </>
  );
}
