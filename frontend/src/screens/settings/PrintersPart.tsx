import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DeskError, useDesk } from '../../bridge';
import { ErrorLine } from '../../ui';
import { PaperPrinter } from './PaperPrinter';
import classes from './Settings.module.css';

/** What people print most comes first. */
const order = ['receipt', 'label'];

/** What is at a serial port may be anything: it is offered, and counted as no printer. */
const isPrinter = ({ kind }: { kind: string }) => kind !== 'serial';

/** Which printer prints which document at this till, and how. */
export function PrintersPart() {
  const { t } = useTranslation('settings');
  // What is plugged in meanwhile tells nobody.
  const { data, error, isFetching, refetch } = useDesk('printers.list', {}, { fresh: true });
  const problem = data?.problem ? new DeskError({ code: data.problem }) : error;
  const papers = data?.papers.toSorted((one, other) => rank(one.document) - rank(other.document));
  return (
    <>
      <div className={classes.block}>
        <p className={classes.note}>{t('printers.lead')}</p>
        <div className={classes.state}>
          <p role="status" className={classes.said} data-tone="plain">
            {data && t('printers.found', { count: data.printers.filter(isPrinter).length })}
          </p>
          <Button onClick={() => void refetch()} disabled={isFetching}>
            {t('printers.again')}
          </Button>
        </div>
        <ErrorLine error={problem} />
      </div>
      {papers?.map((paper) => (
        <PaperPrinter key={paper.document} paper={paper} found={data?.printers ?? []} />
      ))}
    </>
  );
}

function rank(document: string): number {
  const at = order.indexOf(document);
  return at < 0 ? order.length : at;
}
