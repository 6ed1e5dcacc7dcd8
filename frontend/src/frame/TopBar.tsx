import { useTranslation } from 'react-i18next';
import { KeyHint } from '../commands';
import { useDeskState } from '../desk';
import { KeyButton } from '../ui';
import classes from './Frame.module.css';
import { SafetyBadge } from './SafetyBadge';

/** The bar on top: find anything, how safe the work is, who is at the till. */
export function TopBar({ onSearch, onLock }: { onSearch: () => void; onLock: () => void }) {
  const { t } = useTranslation();
  const state = useDeskState();
  return (
    <header className={classes.top}>
      <button type="button" className={classes.search} onClick={onSearch}>
        <span>{t('find')}</span>
        <KeyHint command="frame.everything" />
      </button>
      <span className={classes.spring} />
      <SafetyBadge />
      <KeyButton command="frame.lock" onClick={onLock} aria-label={t('lock')}>
        {state.user?.name ?? ''}
      </KeyButton>
    </header>
  );
}
