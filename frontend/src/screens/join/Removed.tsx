import { useTranslation } from 'react-i18next';
import { JoinForm } from './JoinForm';
import { Lead, StartCard } from './StartCard';

/** What a till shows that the owner has cut off: nothing of the shop is left here, and a new invite lets it in again. */
export function Removed() {
  const { t } = useTranslation('join');
  return (
    <StartCard title={t('removed')}>
      <Lead>{t('removed.lead')}</Lead>
      <Lead>{t('removed.again')}</Lead>
      <JoinForm action={t('do')} />
    </StartCard>
  );
}
