import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCommand, type Refusal } from '../../bridge';
import { useRight } from '../../desk';
import { ConfirmInline, ErrorLine, say } from '../../ui';
import { useRefusalWords } from '../needs/refusal';
import classes from './Sync.module.css';

/** What the hub did not take and why, each with the buttons that mend it. */
export function Refused({ list }: { list: readonly Refusal[] }) {
  const { t } = useTranslation('sync');
  const words = useRefusalWords();
  const mayDrop = useRight('goods');
  const retry = useCommand('attention.retry', { done: () => void say(t('needs:refused.retried')) });
  const drop = useCommand('attention.drop', { done: () => void say(t('needs:refused.dropped')) });
  const busy = retry.isPending || drop.isPending;
  return (
    <section className={classes.block} data-tone="danger" aria-label={t('refused')}>
      <h2>{t('refused.count', { count: list.length })}</h2>
      <ErrorLine error={retry.error ?? drop.error} />
      <ul className={classes.rows}>
        {list.map((refusal) => {
          const params = { device_seq: refusal.device_seq };
          const others = list.filter(({ cause }) => cause === refusal.device_seq).length;
          return (
            <li key={refusal.device_seq}>
              <span className={classes.main}>{words.title(refusal)}</span>
              <span className={classes.why}>{words.why(refusal)}</span>
              {/* What stands on another refusal goes with it. */}
              {refusal.cause === 0 && (
                <span className={classes.buttons}>
                  <Button size="compact-md" disabled={busy} onClick={() => retry.mutate(params)}>
                    {t('needs:answer.retry')}
                  </Button>
                  {mayDrop && (
                    <ConfirmInline
                      size="compact-md"
                      disabled={busy}
                      question={words.loss(refusal, others)}
                      confirm={t('needs:answer.drop')}
                      onConfirm={() => drop.mutate(params)}
                    >
                      {t('needs:answer.drop')}
                    </ConfirmInline>
                  )}
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
