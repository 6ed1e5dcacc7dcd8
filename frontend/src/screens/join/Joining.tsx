import { useTranslation } from 'react-i18next';
import { DeskError } from '../../bridge';
import { useDeskState } from '../../desk';
import { useErrorText } from '../../ui';
import { LoadProgress } from '../sync/LoadProgress';
import { Lead, StartCard } from './StartCard';

/** What a till that has joined shows until the goods and people are here and somebody can sell. */
export function Joining() {
  const { t } = useTranslation('join');
  const { sync } = useDeskState();
  const reason = useErrorText();
  return (
    <StartCard title={t('joining')}>
      <Lead role="status">
        {sync.why === '' || sync.phase === 'live' || sync.phase === 'syncing'
          ? t(sync.load ? 'joining.lead' : 'joining.wait')
          : reason(new DeskError({ code: sync.why }))}
      </Lead>
      {sync.load && <LoadProgress load={sync.load} />}
    </StartCard>
  );
}
