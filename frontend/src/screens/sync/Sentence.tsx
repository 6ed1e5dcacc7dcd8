import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DeskError } from '../../bridge';
import { useRight } from '../../desk';
import { formatAgo } from '../../format';
import { safetyOf } from '../../frame/safety';
import { SafetyShape } from '../../frame/SafetyBadge';
import { go } from '../../route';
import { KeyButton, ShapeIcon, useErrorText, useNow } from '../../ui';
import type { Page } from '.';
import classes from './Sync.module.css';

/** What only a new invite to the shop mends. */
const healedByInvite: ReadonlySet<string> = new Set(['sync.why.unknown', 'sync.why.forged']);

/** How safe the work is, in one plain sentence, and what to know beside it. */
export function Sentence({ page }: { page: Page }) {
  const { t, i18n } = useTranslation('sync');
  const reason = useErrorText();
  const now_ms = useNow(10_000);
  const mayMend = useRight('settings');
  const { state, hub } = page;
  const heard =
    state.heard_at > 0
      ? t('heard', { ago: formatAgo(state.heard_at, now_ms, i18n.language) })
      : t('heard.never');
  return (
    <header className={classes.hero} data-tone={page.sentence}>
      {page.sentence === 'needs_you' || page.sentence === 'unstored' ? (
        <ShapeIcon shape="waits" />
      ) : (
        <SafetyShape state={safetyOf(state).state} />
      )}
      <div>
        <h1>{t(...sentenceOf(page))}</h1>
        {state.why !== '' && state.phase !== 'live' && <p>{reason(new DeskError({ code: state.why }))}</p>}
        <p className={classes.quiet}>
          {state.hub ? [t('hub', { hub: hostOf(hub) }), heard].join(' · ') : t('only_here.more')}
        </p>
      </div>
      {state.hub && !(mayMend && healedByInvite.has(state.why)) ? (
        <KeyButton command="sync.now">{t('now')}</KeyButton>
      ) : state.hub ? (
        <Button onClick={() => go('settings', 'hub')}>{t('again')}</Button>
      ) : (
        <Button onClick={() => go('settings', 'hub')}>{t('connect')}</Button>
      )}
    </header>
  );
}

/** The part of a hub's address that people know it by: "hub.example:8443". */
export function hostOf(address: string): string {
  return /^\w+:\/\/([^/?#]+)/.exec(address)?.[1] ?? address;
}

/** The sentence and what it counts. Work that waits is called by its name while all of it is sales. */
export function sentenceOf({ sentence, state, unsent }: Page): [string, { count: number }] {
  const waits = sentence === 'waiting' || sentence === 'sending';
  const sales =
    waits &&
    unsent.batches.length === unsent.total &&
    unsent.batches.every(({ intent }) => intent === 'sale');
  const count = sentence === 'needs_you' ? state.needs_you : state.pending;
  if (sentence === 'sending' && count === 0) return ['sentence.receiving', { count }];
  return [`sentence.${sentence}${sales && unsent.total > 0 ? '.sales' : ''}`, { count }];
}
