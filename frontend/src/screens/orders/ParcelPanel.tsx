import { NativeSelect, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { asDeskError, call, type ParcelCode, type Result } from '../../bridge';
import { useSounds } from '../../desk/sound';
import { useScan } from '../../scan';
import { ErrorLine, KeyButton, SidePanel } from '../../ui';
import picking from './Picking.module.css';

type Props = {
  order: Result<'orders.get'>;
  /** A code that was scanned and that nobody knew. */
  scanned: string | undefined;
  onAdded: () => void;
  onClose: () => void;
};

const kinds = ['carrier', 'second', 'ours'] as const satisfies readonly ParcelCode['kind'][];

/** Takes codes of the order's parcels, one after the other, by scanning or typing. */
export function ParcelPanel({ order, scanned = '', onAdded, onClose }: Props) {
  const { t } = useTranslation('orders');
  const sounds = useSounds();
  const [kind, setKind] = useState<ParcelCode['kind']>('carrier');
  const [typed, setTyped] = useState(scanned);
  const [refusal, setRefusal] = useState<unknown>();

  async function add(code: string): Promise<void> {
    setRefusal(undefined);
    try {
      await call('orders.add_code', { order_id: order.id, code, kind });
      sounds.yes();
      setTyped('');
      onAdded();
    } catch (thrown) {
      sounds.no();
      setRefusal(asDeskError(thrown));
    }
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    if (typed.trim() !== '') void add(typed.trim());
  }
  useScan(({ code }) => add(code), { over: true });

  return (
    <SidePanel title={t('parcel.title')} onClose={onClose} width={320}>
      <form className={picking.form} onSubmit={submit} noValidate>
        <p className={picking.quiet}>{t('parcel.text')}</p>
        <TextInput
          data-autofocus
          label={t('parcel.code')}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('parcel.kind')}
          value={kind}
          data={kinds.map((value) => ({ value, label: t(`parcel.${value}`) }))}
          onChange={(event) => setKind(event.currentTarget.value as ParcelCode['kind'])}
        />
        <ErrorLine error={refusal} />
        {order.codes.length > 0 && (
          <ul className={picking.codes} aria-label={t('parcels')}>
            {order.codes.map(({ code, kind: whose }) => (
              <li key={code}>
                <code>{code}</code>
                <span className={picking.quiet}>{t(`parcel.${whose}`)}</span>
              </li>
            ))}
          </ul>
        )}
        <KeyButton command="ui.close" onClick={onClose}>
          {t('parcel.done')}
        </KeyButton>
      </form>
    </SidePanel>
  );
}
