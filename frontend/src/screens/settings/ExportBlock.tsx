import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, type Params } from '../../bridge';
import { ErrorLine } from '../../ui';
import { saveFile } from './saveFile';
import classes from './Settings.module.css';

type What = Params<'data.export'>['what'];

const whats: readonly What[] = ['products', 'stock', 'orders', 'customers'];

/** Everything of the shop as tables, for whoever needs it elsewhere. */
export function ExportBlock() {
  const { t } = useTranslation('settings');
  const [what, setWhat] = useState<What>('products');
  const exportAll = useCommand('data.export', { done: ({ name, base64 }) => saveFile(name, base64) });
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
        <Button onClick={() => exportAll.mutate({ what })} loading={exportAll.isPending}>
          {t('export.save')}
        </Button>
      </div>
      <ErrorLine error={exportAll.error} />
    </section>
  );
}
