import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../../bridge';
import { useDeskState } from '../../desk';
import { go } from '../../route';
import { say } from '../../ui';
import { JoinForm } from '../join/JoinForm';
import { hostOf } from '../sync/Sentence';
import { MoveHub } from './MoveHub';
import classes from './Settings.module.css';

/** The hub of the shop: which one it is, or how a shop that lives on this computer alone gets one. */
export function HubPart() {
  const { sync, demo } = useDeskState();
  return <div className={classes.fields}>{sync.hub ? <Has /> : demo ? <Demo /> : <Connect />}</div>;
}

function Has() {
  const { t } = useTranslation('settings');
  const { data } = useDesk('sync.page', {});
  return (
    <>
      <p>{t('hub.has', { hub: hostOf(data?.hub ?? '') })}</p>
      <div>
        <Button onClick={() => go('sync')}>{t('hub.open')}</Button>
      </div>
      {data && <MoveHub address={data.hub} />}
      <Again />
    </>
  );
}

/** A new invite to the same shop, for a till that the hub does not know any more. */
function Again() {
  const { t } = useTranslation('settings');
  const { desk } = useDeskState();
  const [open, setOpen] = useState(false);
  if (!open) {
    return (
      <div>
        <Button variant="subtle" onClick={() => setOpen(true)}>
          {t('hub.again')}
        </Button>
      </div>
    );
  }
  return (
    <>
      <p className={classes.note}>{t('hub.again.note')}</p>
      <JoinForm
        name={desk?.name ?? ''}
        action={t('hub.again.do')}
        onJoined={() => {
          say(t('hub.connected.again'));
          go('sync');
        }}
      />
    </>
  );
}

function Demo() {
  const { t } = useTranslation('errors');
  return <p className={classes.note}>{t('sync.demo')}</p>;
}

function Connect() {
  const { t } = useTranslation('settings');
  const { desk } = useDeskState();
  return (
    <>
      <p className={classes.note}>{t('hub.lead')}</p>
      <p className={classes.note}>{t('hub.how')}</p>
      <JoinForm
        name={desk?.name ?? ''}
        action={t('hub.connect')}
        onJoined={() => {
          say(t('hub.connected'));
          go('sync');
        }}
      />
    </>
  );
}
