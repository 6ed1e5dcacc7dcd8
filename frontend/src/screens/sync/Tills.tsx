import { useTranslation } from 'react-i18next';
import { useCommand, type Peer } from '../../bridge';
import { formatAgo } from '../../format';
import { ConfirmInline, ErrorLine, KeyButton, say, StatusBadge, useNow } from '../../ui';
import type { Page } from '.';
import classes from './Sync.module.css';

/** The other tills of the shop, and when the hub heard each. The owner may add one and cut one off. */
export function Tills({ page: { peers, peers_at, state }, mayChange }: { page: Page; mayChange: boolean }) {
  const { t } = useTranslation('sync');
  const revoke = useCommand('sync.revoke', { done: () => void say(t('revoked')) });
  // Until the hub has told, only the names are known.
  const known = peers_at > 0;
  const away = state.phase === 'offline' || state.phase === 'stopped';
  const others = peers
    .filter((peer) => !peer.this)
    .toSorted((one, other) => Number(one.revoked) - Number(other.revoked));
  return (
    <section className={classes.block} aria-label={t('tills')}>
      <header className={classes.blockHead}>
        <h2>{t('tills')}</h2>
        {mayChange && (
          <KeyButton command="sync.add" size="compact-md">
            {t('add')}
          </KeyButton>
        )}
      </header>
      <ErrorLine error={revoke.error} />
      {!known && <p className={classes.quiet}>{t('tills.unknown')}</p>}
      {known && others.length === 0 && <p className={classes.quiet}>{t('tills.none')}</p>}
      <ul className={classes.rows}>
        {others.map((peer) => (
          <li key={peer.id}>
            <span className={classes.main}>
              {t('this.named', { name: peer.name, series: peer.series })}
              {known && <Heard peer={away ? asOf(peer, peers_at) : peer} />}
            </span>
            {known && <span className={classes.quiet}>{t(`scope.${peer.scope}`)}</span>}
            {mayChange && !peer.revoked && (
              <span className={classes.buttons}>
                <ConfirmInline
                  size="compact-md"
                  variant="subtle"
                  disabled={revoke.isPending}
                  question={t('revoke.question', { name: peer.name })}
                  confirm={t('revoke.confirm')}
                  onConfirm={() => revoke.mutate({ device: peer.id })}
                >
                  {t('revoke')}
                </ConfirmInline>
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Whoever was online when the line broke was heard then; nobody knows more. */
function asOf(peer: Peer, at: number): Peer {
  return peer.online ? { ...peer, online: false, heard_at: at } : peer;
}

function Heard({ peer: { online, revoked, heard_at } }: { peer: Peer }) {
  const { t, i18n } = useTranslation('sync');
  const now_ms = useNow(10_000);
  if (revoked) return <StatusBadge tone="plain">{t('till.revoked')}</StatusBadge>;
  if (online) return <StatusBadge tone="accent">{t('till.online')}</StatusBadge>;
  return (
    <span className={classes.quiet}>
      {heard_at > 0 ? t('till.heard', { ago: formatAgo(heard_at, now_ms, i18n.language) }) : t('till.never')}
    </span>
  );
}
