import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OpenSheet } from '../../bridge';
import { SidePanel } from '../../ui';
import classes from './Stock.module.css';

type Props = { sheet: OpenSheet; onChoose: (warehouse: string) => void; onClose: () => void };

/** Where the goods lie. */
export function PlacePanel({ sheet, onChoose, onClose }: Props) {
  const { t } = useTranslation('stock');
  return (
    <SidePanel title={t('place.title')} onClose={onClose} width={320}>
      <p className={classes.quiet}>{t(`place.text.${sheet.kind}`)}</p>
      <div className={classes.places}>
        {sheet.warehouses.map(({ id, name }) => (
          <Button
            key={id}
            {...(id === sheet.warehouse_id && { 'data-autofocus': true })}
            variant={id === sheet.warehouse_id ? 'filled' : 'default'}
            aria-pressed={id === sheet.warehouse_id}
            onClick={() => onChoose(id)}
          >
            {name}
          </Button>
        ))}
      </div>
    </SidePanel>
  );
}
