import { useTranslation } from 'react-i18next';
import { StatusBadge } from '../../ui';
import classes from './Settings.module.css';

/** What an import did, or would do. */
export type Report = {
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  refused: { file: string; row: number; field: string; reason: string; message: string }[];
};

const shown = 200;

/** The report of an import, with every row that was not taken and why. */
export function ImportReport({ report, trial }: { report: Report; trial: boolean }) {
  const { t, i18n } = useTranslation('settings');
  return (
    <div role="status" className={classes.fields}>
      <StatusBadge tone={trial ? 'accent' : 'done'}>
        {trial ? t('import.tried') : t('import.done')}
      </StatusBadge>
      <p className={classes.note}>{t('import.counts', { ...report, refused: report.refused.length })}</p>
      {report.refused.length > 0 && (
        <table className={classes.table}>
          <caption>{t('import.refused', { count: report.refused.length })}</caption>
          <thead>
            <tr>
              <th>{t('import.row')}</th>
              <th>{t('import.field')}</th>
              <th>{t('import.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {report.refused.slice(0, shown).map(({ file, row, field, reason, message }) => (
              <tr key={`${file} ${row} ${field}`}>
                <td>{`${file} · ${row}`}</td>
                <td>{field}</td>
                <td>
                  {i18n.exists(`settings:import.reason.${reason}`) ? t(`import.reason.${reason}`) : message}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
