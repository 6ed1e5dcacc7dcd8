import { CloseButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ShapeIcon } from '../../ui';
import classes from './Foot.module.css';

type Props = { codes: readonly string[]; onDrop: (code: string) => void };

/** Codes that nobody knows wait here and never keep the next scan from going on. */
export function Unknown({ codes, onDrop }: Props) {
  const { t } = useTranslation('counter');
  if (codes.length === 0) return null;
  return (
    <div className={classes.unknown} role="alert">
      <ShapeIcon shape="waits" />
      <span>{t('unknown', { count: codes.length })}</span>
      {codes.map((code) => (
        <span key={code} className={classes.code}>
          <code>{code}</code>
          <CloseButton size="sm" aria-label={t('unknown.drop', { code })} onClick={() => onDrop(code)} />
        </span>
      ))}
    </div>
  );
}
