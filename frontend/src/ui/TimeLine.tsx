import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment, formatTime } from '../format';
import classes from './TimeLine.module.css';
import type { Happening } from './useTell';

/** What happened to a record, the latest first: when, what, who and at which till, from what to what. */
export function TimeLine({ label, events }: { label: string; events: readonly Happening[] }) {
  const { t, i18n } = useTranslation('history');
  const [now_ms] = useState(() => Date.now());
  return (
    <ol className={classes.line} aria-label={label}>
      {events.map(({ key, at, title, who, till, changes }) => (
        <li key={key} className={classes.event}>
          <span className={classes.head}>
            <strong>{title}</strong>
            <time dateTime={new Date(at).toISOString()} title={formatTime(at, i18n.language)}>
              {formatMoment(at, now_ms, i18n.language)}
            </time>
          </span>
          {(who !== '' || till !== '') && (
            <span className={classes.who}>
              {[who, till && t('till', { till })].filter(Boolean).join(' · ')}
            </span>
          )}
          {changes.map(({ name, from, to }) => (
            <Change key={`${name} ${to}`} name={name}>
              {from !== '' && (
                <>
                  <del>{from}</del>
                  {' → '}
                </>
              )}
              <ins>{to}</ins>
            </Change>
          ))}
        </li>
      ))}
    </ol>
  );
}

function Change({ name, children }: { name: string; children: ReactNode }) {
  return (
    <p className={classes.change}>
      {name !== '' && `${name}: `}
      {children}
    </p>
  );
}
