import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SyncCheck } from '../../bridge';
import { useRight } from '../../desk';
import { formatAgo, formatTime } from '../../format';
import { go } from '../../route';
import { ErrorLine, KeyButton, StatusBadge, useNow, type Tone } from '../../ui';
import type { Page } from '.';
import classes from './Sync.module.css';

type Props = { page: Page; checked: SyncCheck | undefined; checking: boolean; error: unknown };

const tones: Record<SyncCheck['state'], Tone> = { same: 'done', differ: 'danger', unknown: 'plain' };

/** This till's own copy: who it is, its last backup, and whether it equals the hub's. */
export function Copies({ page: { desk, state, backup }, checked, checking, error }: Props) {
  const { t, i18n } = useTranslation('sync');
  const now_ms = useNow(60_000);
  const settings = useRight('settings');
  const ago = (at_ms: number) => formatAgo(at_ms, now_ms, i18n.language);
  return (
    <section className={classes.block} aria-label={t('this')}>
      <h2>{t('this')}</h2>
      <dl className={classes.facts}>
        <div>
          <dt>{t('this.name')}</dt>
          <dd>{t('this.named', { name: desk.name, series: desk.series })}</dd>
        </div>
        {state.scope !== '' && (
          <div>
            <dt>{t('this.sees')}</dt>
            <dd>{t(`scope.${state.scope}`)}</dd>
          </div>
        )}
        <div>
          <dt>{t('backup')}</dt>
          <dd>
            {backup ? (
              <span title={formatTime(Date.parse(backup.at), i18n.language)}>
                {ago(Date.parse(backup.at))}
              </span>
            ) : (
              <StatusBadge tone="waits">{t('backup.none')}</StatusBadge>
            )}
            {settings && (
              <Button variant="subtle" size="compact-md" onClick={() => go('settings', 'data')}>
                {t('backup.open')}
              </Button>
            )}
          </dd>
        </div>
        {state.hub && (
          <div>
            <dt>{t('check')}</dt>
            <dd>
              {checked && (
                <>
                  <StatusBadge tone={tones[checked.state]}>{t(`check.${checked.state}`)}</StatusBadge>
                  <span className={classes.quiet}>{ago(checked.at)}</span>
                </>
              )}
              <KeyButton command="sync.check" size="compact-md" loading={checking}>
                {t('check.do')}
              </KeyButton>
            </dd>
          </div>
        )}
      </dl>
      <ErrorLine error={error} />
      {checked && checked.state !== 'same' && (
        <p className={classes.quiet}>{t(`check.${checked.state}.more`)}</p>
      )}
    </section>
  );
}
