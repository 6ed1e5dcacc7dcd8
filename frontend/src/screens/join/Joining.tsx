import { useTranslation } from 'react-i18next';
import { DeskError } from '../../bridge';
import { useDeskState } from '../../desk';
import { useErrorText } from '../../ui';
import { LoadProgress } from '../sync/LoadProgress';
import { JoinForm } from './JoinForm';
import { notJoined } from './notJoined';
import { Lead, StartCard } from './StartCard';

/**
 * What a till that has joined shows until the goods and people are here and somebody can sell. One that was ended before
 * the hub had let it in, so that it sees nothing yet, takes another invite too.
 */
export function Joining() {
  const { t } = useTranslation('join');
  const { sync } = useDeskState();
  const reason = useErrorText();
  const why = new DeskError({ code: sync.why });
  const letIn = sync.scope !== '';
  const waits = sync.why === '' || sync.phase === 'live' || sync.phase === 'syncing';
  return (
    <StartCard title={t('joining')}>
      <Lead role="status">
        {waits ? t(sync.load ? 'joining.lead' : 'joining.wait') : reason(letIn ? why : notJoined(why))}
      </Lead>
      {sync.load && <LoadProgress load={sync.load} />}
      {!waits && !letIn && <JoinForm action={t('do')} />}
    </StartCard>
  );
}
