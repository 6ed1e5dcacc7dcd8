import { CloseButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { call, type UnknownCode } from '../../bridge';
import { link } from '../../route';
import { KeyButton, ShapeIcon, useSayError } from '../../ui';
import classes from './Foot.module.css';

// More would only hide the lines.
const shown_max = 5;

/** Codes that nobody knows wait here and never keep the next scan from going on. */
export function Unknown({ codes }: { codes: readonly UnknownCode[] }) {
  const { t } = useTranslation('counter');
  const refused = useSayError();
  if (codes.length === 0) return null;
  return (
    <div className={classes.unknown} role="alert">
      <ShapeIcon shape="waits" />
      <span>{t('unknown', { count: codes.length })}</span>
      {codes.slice(0, shown_max).map(({ code, text }) => (
        <span key={code} className={classes.code}>
          <a href={link('counter', 'unknown', code)}>
            <code>{text}</code>
          </a>
          <CloseButton
            size="sm"
            aria-label={t('unknown.drop', { code: text })}
            onClick={() => void call('codes.drop', { code }).catch(refused)}
          />
        </span>
      ))}
      {codes.length > shown_max && <span>{t('unknown.more', { count: codes.length - shown_max })}</span>}
      <span className={classes.spring} />
      <KeyButton command="counter.unknown" size="compact-sm">
        {t('unknown.bind')}
      </KeyButton>
    </div>
  );
}
