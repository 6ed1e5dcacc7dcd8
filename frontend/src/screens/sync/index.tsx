import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useDesk, type Result } from '../../bridge';
import { useCommands } from '../../commands';
import { useRight } from '../../desk';
import { ErrorLine, say } from '../../ui';
import { AddTill } from './AddTill';
import { Copies } from './Copies';
import { LoadProgress } from './LoadProgress';
import { Refused } from './Refused';
import { Sentence } from './Sentence';
import classes from './Sync.module.css';
import { Tills } from './Tills';
import { Unsent } from './Unsent';

export type Page = Result<'sync.page'>;

// A till that went away tells nobody: how long ago it was heard is asked again while somebody looks.
const heard_ms = 5_000;

/** How this copy of the shop stands: what is safe where, what waits, and who was heard when. */
export function Screen() {
  const { data, error } = useDesk('sync.page', {}, { fresh: true, every_ms: heard_ms });
  return (
    <>
      <ErrorLine error={error} />
      {data && <Parts page={data} />}
    </>
  );
}

function Parts({ page }: { page: Page }) {
  const { t } = useTranslation('sync');
  // The hub lets only a till with the owner's scope add others or cut them off.
  const owner = useRight('settings') && page.state.scope === 'owner';
  const [adding, setAdding] = useState(false);
  const { hub, load } = page.state;
  const now = useCommand('sync.now');
  const check = useCommand('sync.check', { done: ({ state }) => state === 'same' && say(t('check.same')) });
  const mayAdd = hub && owner;
  useCommands({
    'sync.now': { run: () => now.mutate({}), when: () => hub && !now.isPending },
    'sync.check': { run: () => check.mutate({}), when: () => hub && !check.isPending },
    'sync.add': { run: () => setAdding(true), when: () => mayAdd && !adding },
  });
  return (
    <div className={classes.beside}>
      <div className={classes.page}>
        <Sentence page={page} />
        <ErrorLine error={now.error} />
        {load && <LoadProgress load={load} />}
        <div className={classes.columns}>
          <div className={classes.column}>
            {page.refused.length > 0 && <Refused list={page.refused} />}
            {hub && <Unsent unsent={page.unsent} />}
            <Copies
              page={page}
              checked={check.data ?? page.check}
              checking={check.isPending}
              error={check.error}
            />
          </div>
          {hub && (
            <div className={classes.column}>
              <Tills page={page} mayChange={owner} />
            </div>
          )}
        </div>
      </div>
      {adding && <AddTill onClose={() => setAdding(false)} />}
    </div>
  );
}
