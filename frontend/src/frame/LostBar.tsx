import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnected } from '../bridge';
import classes from './Frame.module.css';

/** A quiet bar while the desk does not answer. A blink of the line shows nothing. */
export function LostBar() {
  const { t } = useTranslation();
  const connected = useConnected();
  const [late, setLate] = useState(false);
  const [known, setKnown] = useState(false);
  // A line that was never up: the desk is not there, or the address lacks its key.
  if (connected && !known) setKnown(true);
  useEffect(() => {
    if (connected) return undefined;
    const timer = setTimeout(() => setLate(true), 700);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [connected]);
  return late && !connected ? (
    <div className={classes.lost} role="status">
      {known ? t('lost') : t('unreachable')}
    </div>
  ) : null;
}
