import { CloseButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ShapeIcon } from '../../ui';
import classes from './Stock.module.css';

/** A scan that put nothing on the sheet. */
export type Telling = { kind: 'nothing' | 'digital'; text: string };

/** Says why a scan put nothing on the sheet. It never keeps the next scan from going on. */
export function Told({ told, onDrop }: { told: Telling | undefined; onDrop: () => void }) {
  const { t } = useTranslation('stock');
  if (!told) return null;
  return (
    <div className={classes.told} role="alert">
      <ShapeIcon shape="waits" />
      <span>{t(`told.${told.kind}`, { text: told.text })}</span>
      <CloseButton size="sm" aria-label={t('told.drop')} onClick={onDrop} />
    </div>
  );
}
