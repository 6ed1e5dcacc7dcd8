import { useTranslation } from 'react-i18next';
import { DeskError, useDesk } from '../../bridge';
import { ErrorLine } from '../../ui';
import { PaperPrinter } from './PaperPrinter';
import classes from './Settings.module.css';

/** What people print most comes first. */
const order = ['receipt', 'label'];

/** Which printer prints which document at this till, and how. */
export function PrintersPart() {
  const { t } = useTranslation('settings');
  const { data, error } = useDesk('printers.list', {});
  const problem = data?.problem ? new DeskError({ code: data.problem }) : error;
  const papers = data?.papers.toSorted((one, other) => rank(one.document) - rank(other.document));
  return (
    <>
      <p className={classes.note}>{t('printers.lead')}</p>
      <ErrorLine error={problem} />
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
