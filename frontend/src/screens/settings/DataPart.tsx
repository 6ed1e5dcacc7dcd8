import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useDesk } from '../../bridge';
import { useDeskState, useKeepState, useRight } from '../../desk';
import { formatBytes, formatTime } from '../../format';
import { link } from '../../route';
import { ConfirmInline, ErrorLine, say } from '../../ui';
import { ExportBlock } from './ExportBlock';
import { ImportBlock } from './ImportBlock';
import classes from './Settings.module.css';

/** What comes into the shop, what goes out of it, and its copies. */
export function DataPart() {
  const { demo } = useDeskState();
  const settings = useRight('settings');
  return (
    <>
      <ImportBlock />
      {settings && <ExportBlock />}
      {settings && <BackupBlock />}
      {settings && demo && <DemoBlock />}
    </>
  );
}

function BackupBlock() {
  const { t, i18n } = useTranslation('settings');
  const { data, refetch } = useDesk('data.backups', {});
  const [all, setAll] = useState(false);
  const backup = useCommand('data.backup', {
    done: () => {
      say(t('backup.done'));
      void refetch();
    },
  });
  return (
    <section className={classes.block}>
      <h2>{t('backup')}</h2>
      <p className={classes.note}>{t('backup.lead')}</p>
      <Button onClick={() => backup.mutate({})} loading={backup.isPending}>
        {t('backup.now')}
      </Button>
      <ErrorLine error={backup.error} />
      {data && data.length > 0 && (
        <table className={classes.table}>
          <thead>
            <tr>
              <th>{t('backup.at')}</th>
              <th>{t('backup.why')}</th>
              <th className={classes.end}>{t('backup.size')}</th>
              <th>{t('backup.file')}</th>
            </tr>
          </thead>
          <tbody>
            {data.slice(0, all ? undefined : 5).map(({ path, at, why, bytes }) => (
              <tr key={path}>
                <td>{formatTime(Date.parse(at), i18n.language)}</td>
                <td>{t(`backup.why.${why}`)}</td>
                <td className={classes.end}>{formatBytes(bytes, i18n.language)}</td>
                <td>{path}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {data && data.length > 5 && !all && (
        <Button variant="subtle" onClick={() => setAll(true)}>
          {t('backup.all', { count: data.length })}
        </Button>
      )}
      <p className={classes.note}>{t('backup.restore')}</p>
    </section>
  );
}

function DemoBlock() {
  const { t } = useTranslation('settings');
  const keep = useKeepState();
  const remove = useCommand('demo.remove', {
    done: (state) => {
      location.hash = link();
      keep(state);
    },
  });
  return (
    <section className={classes.block}>
      <h2>{t('demo')}</h2>
      <p className={classes.note}>{t('demo.lead')}</p>
      <ConfirmInline
        question={t('demo.question')}
        confirm={t('demo.confirm')}
        loading={remove.isPending}
        onConfirm={() => remove.mutate({})}
      >
        {t('demo.remove')}
      </ConfirmInline>
      <ErrorLine error={remove.error} />
    </section>
  );
}
