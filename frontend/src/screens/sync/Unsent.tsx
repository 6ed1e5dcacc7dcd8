import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Unsent as Waits } from '../../bridge';
import { formatMoment } from '../../format';
import { useNow } from '../../ui';
import { useBatchTitle } from '../needs/refusal';
import classes from './Sync.module.css';

const shown_max = 8;

/** What this till did and no other one knows yet, the newest first. */
export function Unsent({ unsent: { batches, total } }: { unsent: Waits }) {
  const { t, i18n } = useTranslation('sync');
  const title = useBatchTitle();
  const now_ms = useNow(60_000);
  const [all, setAll] = useState(false);
  return (
    <section className={classes.block} aria-label={t('unsent')}>
      <h2>{total > 0 ? t('unsent.count', { count: total }) : t('unsent')}</h2>
      {total === 0 && <p className={classes.quiet}>{t('unsent.none')}</p>}
      <ul className={classes.rows}>
        {batches.slice(0, all ? undefined : shown_max).map((batch) => (
          <li key={batch.device_seq}>
            <span className={classes.main}>{title(batch)}</span>
            <span className={classes.quiet}>
              {[batch.user, formatMoment(batch.at, now_ms, i18n.language)].filter(Boolean).join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      {!all && batches.length > shown_max && (
        <Button variant="subtle" size="compact-md" onClick={() => setAll(true)}>
          {t('unsent.all', { count: batches.length })}
        </Button>
      )}
      {all && batches.length < total && (
        <p className={classes.quiet}>{t('unsent.more', { count: total - batches.length })}</p>
      )}
    </section>
  );
}
