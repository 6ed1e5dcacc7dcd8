import { Button, CloseButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Offer, Result } from '../../bridge';
import { KeyButton, ShapeIcon } from '../../ui';
import type { Picked } from './usePicking';
import classes from './Picking.module.css';

type Props = {
  order: Result<'orders.get'>;
  picked: Picked | undefined;
  onChoose: (offer: Offer) => void;
  onDrop: () => void;
};

/** What the last scan did to the order; once all is picked, the next step with its key. */
export function PickedLine({ order, picked, onChoose, onDrop }: Props) {
  const { t } = useTranslation('orders');
  const ready = order.picked && order.next.includes('packed');
  if (!picked && !ready) return null;
  return (
    <div className={classes.told} data-tone={picked?.tone ?? 'done'} role="status">
      <ShapeIcon shape={picked?.tone ?? 'done'} />
      <span className={classes.text}>
        {[picked?.text, ready && t('pick.complete')].filter(Boolean).join(' ')}
      </span>
      {picked?.choice?.offers.map((offer, at) => (
        <Button key={offer.id} size="compact-sm" autoFocus={at === 0} onClick={() => onChoose(offer)}>
          {offer.title}
        </Button>
      ))}
      {picked?.unknown && order.awaited && (
        <KeyButton command="orders.parcel_code" size="compact-sm">
          {t('pick.carrier')}
        </KeyButton>
      )}
      {ready && (
        <KeyButton command="orders.packed" size="compact-sm" variant="filled">
          {t('step.packed')}
        </KeyButton>
      )}
      {picked && <CloseButton size="sm" aria-label={t('pick.drop')} onClick={onDrop} />}
    </div>
  );
}
