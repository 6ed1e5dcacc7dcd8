import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCommand, type Print } from '../../bridge';
import { ErrorLine, say, SidePanel } from '../../ui';
import { usePrintOf } from '../orders/printed';
import { useWhy } from './usePrintColumns';
import classes from './Prints.module.css';

/** Asks about one paper whether it came out. */
export function CameOutPanel({ print, onClose }: { print: Print; onClose: () => void }) {
  const { t } = useTranslation('prints');
  const why = useWhy();
  const of = usePrintOf();
  const told = (words: string) => ({
    done: () => {
      say(words);
      onClose();
    },
  });
  const out = useCommand('prints.came_out', told(t('came.noted')));
  const again = useCommand('prints.again', told(t('queued')));
  const busy = out.isPending || again.isPending;
  const document = t(`orders:document.${print.document}`);
  return (
    <SidePanel title={t('came.title', { document, number: of(print) })} onClose={onClose} width={400}>
      <div className={classes.form}>
        <p>{why(print.error)}</p>
        <ErrorLine error={out.error ?? again.error} />
        <Button data-autofocus disabled={busy} onClick={() => out.mutate({ id: print.id })}>
          {t('came.yes')}
        </Button>
        <Button disabled={busy} onClick={() => again.mutate({ id: print.id })}>
          {t('came.no')}
        </Button>
      </div>
    </SidePanel>
  );
}
