import { useTranslation } from 'react-i18next';
import { DeskError, useCommand, type Refusal } from '../../bridge';
import { useRight } from '../../desk';
import { formatTime } from '../../format';
import { link } from '../../route';
import { ErrorLine, say, useErrorText } from '../../ui';
import { Answers } from './Answers';
import classes from './Needs.module.css';
import { useSubject } from './told';
import { useRefusalWords } from './refusal';

/** What the hub did not take: what it was, why, and the two ways on. */
export function RefusedDetail({ refusal, others }: { refusal: Refusal; others: number }) {
  const { t, i18n } = useTranslation('needs');
  const subject = useSubject();
  const { title, why, loss } = useRefusalWords();
  const reason = useErrorText();
  const may = useRight('goods');
  const retry = useCommand('attention.retry', { done: () => void say(t('refused.retried')) });
  const drop = useCommand('attention.drop', { done: () => void say(t('refused.dropped')) });
  const params = { device_seq: refusal.device_seq };
  const first = [
    {
      key: 'cause',
      label: t('answer.cause'),
      follows: t('follows.cause'),
      run: () => location.replace(link('needs', `refused-${refusal.cause}`)),
    },
  ];
  const ways = [
    {
      key: 'retry',
      label: t('answer.retry'),
      follows: t('follows.retry'),
      run: () => retry.mutate(params),
    },
    {
      key: 'drop',
      label: t('answer.drop'),
      follows: t('follows.drop'),
      refused: may ? undefined : reason(new DeskError({ code: 'right', args: { right: 'goods' } })),
      risk: loss(refusal, others),
      run: () => drop.mutate(params),
    },
  ];
  return (
    <>
      <header className={classes.head}>
        <h2>{title(refusal)}</h2>
        <p className={classes.quiet}>
          {[refusal.user, formatTime(refusal.at, i18n.language)].filter(Boolean).join(' · ')}
        </p>
      </header>
      <p className={classes.lead}>{why(refusal)}</p>
      <p className={classes.lead}>{t('refused.lead')}</p>
      {refusal.subjects.length > 0 && (
        <ul className={classes.subjects} aria-label={t('refused.about')}>
          {refusal.subjects.map((each) => (
            <li key={each.id}>{subject(each)}</li>
          ))}
        </ul>
      )}
      {others > 0 && <p className={classes.since}>{t('refused.others', { count: others })}</p>}
      <ErrorLine error={retry.error ?? drop.error} />
      <Answers busy={retry.isPending || drop.isPending} answers={refusal.cause === 0 ? ways : first} />
    </>
  );
}
