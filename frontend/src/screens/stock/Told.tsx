import { CloseButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ShapeIcon } from '../../ui';
import classes from './Stock.module.css';

/** What a person should know of the last scan: why it put nothing on the sheet, or what is doubtful about its code. */
export type Telling = { kind: 'nothing' | 'digital' | 'other' | 'doubt'; text: string };

/** Says what a person should know of the last scan. It never keeps the next one from going on. */
export function Told({ told, onDrop }: { told: Telling | undefined; onDrop: () => void }) {
  const { t } = useTranslation('stock');
  if (!told) return null;
  return (
    <div className={classes.told} role="alert">
      <ShapeIcon shape="waits" />
      <span>{told.kind === 'doubt' ? told.text : t(`told.${told.kind}`, { text: told.text })}</span>
      <CloseButton size="sm" aria-label={t('told.drop')} onClick={onDrop} />
    </div>
  );
}
