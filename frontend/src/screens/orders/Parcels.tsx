import { CloseButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCommand, type Result } from '../../bridge';
import { ErrorLine, KeyButton, say } from '../../ui';
import classes from './Orders.module.css';
import picking from './Picking.module.css';

type Props = { order: Result<'orders.get'>; onAdd: () => void };

/** The codes on the parcels of an order: scanning any of them opens it. */
export function Parcels({ order: { id, kind, delivery, codes, numbers, awaited }, onAdd }: Props) {
  const { t } = useTranslation('orders');
  const add = useCommand('orders.add_code');
  const remove = useCommand('orders.remove_code', {
    done: (_, { code }) => {
      const was = codes.find((each) => each.code === code);
      say(t('parcel.removed', { code }), {
        tone: 'plain',
        ...(was && { undo: () => add.mutate({ order_id: id, ...was }) }),
      });
    },
  });
  const sent = kind === 'sale' && !['', 'pickup'].includes(delivery.method);
  if (codes.length === 0 && !sent) return null;
  return (
    <section className={classes.block} aria-label={t('parcels')}>
      <header>
        <h2>{t('parcels')}</h2>
        {numbers !== 'none' && (
          <KeyButton command="orders.number" size="compact-sm">
            {t('parcel.number')}
          </KeyButton>
        )}
        <KeyButton command="orders.parcel_code" size="compact-sm" onClick={onAdd}>
          {t('parcel.add')}
        </KeyButton>
      </header>
      {awaited && <p className={classes.quiet}>{t('parcel.awaited')}</p>}
      {codes.length > 0 && (
        <ul className={picking.codes}>
          {codes.map(({ code, kind: whose }) => (
            <li key={code}>
              <code>{code}</code>
              <span className={picking.quiet}>{t(`parcel.${whose}`)}</span>
              <CloseButton
                size="sm"
                aria-label={t('parcel.remove', { code })}
                onClick={() => remove.mutate({ order_id: id, code })}
              />
            </li>
          ))}
        </ul>
      )}
      <ErrorLine error={remove.error ?? add.error} />
    </section>
  );
}
