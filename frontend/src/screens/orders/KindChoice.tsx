import { Radio } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { paymentKinds, type PaymentKind } from '../../ui';
import classes from './Orders.module.css';

type Props = { label: string; value: PaymentKind; onChange: (kind: PaymentKind) => void };

/** How money comes or goes. */
export function KindChoice({ label, value, onChange }: Props) {
  const { t } = useTranslation('words');
  return (
    <Radio.Group label={label} value={value} onChange={onChange}>
      <div className={classes.kinds}>
        {paymentKinds.map((kind) => (
          <Radio key={kind} value={kind} label={t(`kind.${kind}`)} />
        ))}
      </div>
    </Radio.Group>
  );
}
