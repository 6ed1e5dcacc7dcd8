import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DeskError, useDesk } from '../../bridge';
import { useOwnSetting } from '../../desk/settings';
import { ErrorLine } from '../../ui';
import classes from './Settings.module.css';

const documents = ['receipt', 'label'] as const;

/** Which printer of this machine prints which document. */
export function PrintersPart() {
  const { t } = useTranslation('settings');
  const { data, error } = useDesk('printers.list', {});
  const problem = data?.problem ? new DeskError({ code: data.problem }) : error;
  return (
    <div className={classes.fields}>
      <p className={classes.note}>{t('printers.lead')}</p>
      <ErrorLine error={problem} />
      {documents.map((document) => (
        <Printer key={document} document={document} names={data?.printers.map(({ name }) => name) ?? []} />
      ))}
    </div>
  );
}

function Printer({ document, names }: { document: string; names: readonly string[] }) {
  const { t } = useTranslation('settings');
  const [address, set, error] = useOwnSetting(`printer.${document}`);
  const known = names.map((name) => ({ value: `system:${name}`, label: name }));
  // A printer that is switched off is not in the list and is still the one that was chosen.
  const chosen = address !== '' && known.every(({ value }) => value !== address);
  return (
    <div>
      <NativeSelect
        label={t(`printers.${document}`)}
        value={address}
        data={[
          { value: '', label: t('printers.file') },
          ...known,
          ...(chosen
            ? [{ value: address, label: t('printers.away', { name: address.replace(/^\w+:/, '') }) }]
            : []),
        ]}
        onChange={(event) => set(event.currentTarget.value)}
      />
      <ErrorLine error={error} />
    </div>
  );
}
