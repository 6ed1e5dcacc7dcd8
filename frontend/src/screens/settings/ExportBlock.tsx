import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile, useCommand, type Params } from '../../bridge';
import { ErrorLine, say } from '../../ui';
import classes from './Settings.module.css';

type What = Params<'data.export'>['what'];

const whats: readonly What[] = ['products', 'stock', 'orders', 'customers'];

/** Everything of the shop as tables, for whoever needs it elsewhere. */
export function ExportBlock() {
  const { t } = useTranslation('settings');
  const [what, setWhat] = useState<What>('products');
  const [failure, setFailure] = useState<unknown>();
  const exportAll = useCommand('data.export', { done: ({ name, base64 }) => void save(name, base64) });

  async function save(name: string, content: string) {
    try {
      const path = await saveFile(t('export.save'), name, content);
      if (path) say(t('export.saved', { path }));
    } catch (thrown) {
      setFailure(thrown);
    }
  }

  function start() {
    setFailure(undefined);
    exportAll.mutate({ what });
  }

  return (
    <section className={classes.block}>
      <h2>{t('export')}</h2>
      <div className={classes.line}>
        <NativeSelect
          label={t('export.what')}
          value={what}
          data={whats.map((value) => ({ value, label: t(`export.what.${value}`) }))}
          onChange={(event) => setWhat(whats.find((value) => value === event.currentTarget.value) ?? what)}
        />
        <Button onClick={start} loading={exportAll.isPending}>
          {t('export.save')}
        </Button>
      </div>
      <ErrorLine error={failure ?? exportAll.error} />
    </section>
  );
}
