import { useTranslation } from 'react-i18next';
import { JoinForm } from './JoinForm';
import classes from './Join.module.css';

/** What a till shows that the owner has cut off: nothing of the shop is left here, and a new invite lets it in again. */
export function Removed() {
  const { t } = useTranslation('join');
  return (
    <main className={classes.start}>
      <div className={classes.box}>
        <h1 className={classes.title}>{t('removed')}</h1>
        <p className={classes.lead}>{t('removed.lead')}</p>
        <p className={classes.lead}>{t('removed.again')}</p>
        <JoinForm action={t('do')} />
      </div>
    </main>
  );
}
