import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useCommand, type Params, type Way } from '../../bridge';
import { ErrorLine } from '../../ui';
import classes from './Settings.module.css';
import { inDots } from './way';

type Page = Params<'printers.test'>['page'];

/** Tries a printer with the paper that is being set up, and with what the printer has of its own. */
export function PrinterTest({ document, way }: { document: string; way: Way }) {
  const { t } = useTranslation('settings');
  const cache = useQueryClient();
  const test = useCommand('printers.test', {
    // A page may have been the last one on the roll.
    done: () => void cache.invalidateQueries({ queryKey: ['printers.status'] }),
  });
  const own: Page[] = [];
  if (way.language === 'escpos') own.push('letters');
  if (inDots(way) && way.language !== 'png') own.push('self');
  if (way.language === 'escpos' && way.drawer) own.push('drawer');
  return (
    <>
      <div className={classes.line}>
        {(['paper', ...own] as const).map((page) => (
          <Button
            key={page}
            onClick={() => test.mutate({ document, way, page })}
            loading={test.isPending && test.variables.page === page}
            disabled={test.isPending}
          >
            {t(`printers.test.${page}`)}
          </Button>
        ))}
      </div>
      <ErrorLine error={test.error} />
      {test.isSuccess && (
        <p role="status" className={classes.note}>
          {t(test.variables.page === 'drawer' ? 'printers.test.kicked' : 'printers.test.sent')}
        </p>
      )}
    </>
  );
}
