import { useTranslation } from 'react-i18next';
import { KeyHint } from '../commands';
import { useDeskState, type DeskState } from '../desk';
import { KeyButton, ShapeIcon } from '../ui';
import classes from './Frame.module.css';

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
      <Safety sync={state.sync} />
      <KeyButton command="frame.lock" onClick={onLock} aria-label={t('lock')}>
        {state.user?.name ?? ''}
      </KeyButton>
    </header>
  );
}

/** Where the work is kept, in one line. */
function Safety({ sync }: { sync: DeskState['sync'] }) {
  const { t } = useTranslation();
  if (sync.attention > 0) {
    return (
      <span className={classes.state}>
        <ShapeIcon shape="waits" />
        {t('sync.attention', { count: sync.attention })}
      </span>
    );
  }
  const words = !sync.hub
    ? t('sync.alone')
    : sync.pending > 0
      ? t('sync.unsent', { count: sync.pending })
      : t('sync.sent');
  return (
    <span className={classes.state}>
      <ShapeIcon shape="accent" />
      {words}
    </span>
  );
}
