import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, useCommand, useDesk } from '../../bridge';
import { useDeskState, useKeepState } from '../../desk';
import { useSounds } from '../../desk/sound';
import { loadFirst } from '../../frame/places';
import { plainCode, useScan } from '../../scan';
import { ErrorLine } from '../../ui';
import classes from './Lock.module.css';
import { chosenPerson, choosePerson } from './person';
import { PinPad } from './PinPad';

/** Who is at the till: a tile for each person, and their PIN. */
export function Lock() {
  const { t } = useTranslation('lock');
  const { users, shop, desk, demo } = useDeskState();
  const [userId, setUserId] = useState(() => chosenPerson(users));
  const [attempts, setAttempts] = useState(0);
  const [chosen, setChosen] = useState(0);
  const [strange, setStrange] = useState(false);
  const sounds = useSounds();
  const keep = useKeepState();
  const unlock = useCommand('session.unlock', {
    done: (state) => {
      choosePerson(userId);
      keep(state);
    },
    refused: () => setAttempts((count) => count + 1),
  });
  const badge = useCommand('session.badge', {
    done: ({ entered, user_id }) => {
      sounds.yes();
      choose(user_id);
      choosePerson(user_id);
      if (entered) void call('desk.state', {}).then(keep);
    },
    refused: () => sounds.no(),
  });
  const chosenUser = users.find(({ id }) => id === userId);
  loadFirst();

  function choose(id: string) {
    setUserId(id);
    setAttempts(0);
    // Even the tile that was chosen already gives the focus back to the PIN.
    setChosen(chosen + 1);
    unlock.reset();
  }

  useScan(
    async ({ code }) => {
      const text = plainCode(code);
      badge.reset();
      setStrange(false);
      // A keyboard may type a PIN as fast as a scanner.
      if (/^\d{4,8}$/.test(text)) return unlock.mutate({ user_id: userId, pin: text });
      if (/^UB-/i.test(text)) return void (await badge.mutateAsync({ code }).catch(() => undefined));
      sounds.no();
      return setStrange(true);
    },
    // What is scanned behind a PIN is for the screen that it opens.
    { ready: !unlock.isPending },
  );

  return (
    <main className={classes.lock}>
      <div className={classes.inside}>
        <h1 className={classes.shop}>{shop?.name}</h1>
        {desk && <p className={classes.desk}>{desk.name}</p>}
        <div className={classes.users} role="radiogroup" aria-label={t('who')}>
          {users.map((user) => (
            <button
              key={user.id}
              type="button"
              role="radio"
              aria-checked={user.id === userId}
              className={classes.user}
              onClick={() => choose(user.id)}
            >
              <span className={classes.initial} aria-hidden="true">
                {user.name.slice(0, 1)}
              </span>
              {user.name}
            </button>
          ))}
        </div>
        {chosenUser?.has_pin === false ? (
          <EnterButton
            key={chosen}
            busy={unlock.isPending}
            onEnter={() => unlock.mutate({ user_id: userId, pin: '' })}
          />
        ) : (
          <PinPad
            key={`${chosen} ${attempts}`}
            label={t('pin', { name: chosenUser?.name ?? '' })}
            busy={unlock.isPending}
            onPin={(pin) => unlock.mutate({ user_id: userId, pin })}
          />
        )}
        <ErrorLine error={badge.error ?? unlock.error} />
        {strange && (
          <p className={classes.desk} role="alert">
            {t('scan.locked')}
          </p>
        )}
        {demo && <DemoPins />}
        {attempts > 1 && <p className={classes.desk}>{t('attempts', { count: attempts })}</p>}
      </div>
    </main>
  );
}

/** Who has no PIN yet enters with one key. */
function EnterButton({ busy, onEnter }: { busy: boolean; onEnter: () => void }) {
  const { t } = useTranslation('lock');
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <Button ref={button} variant="filled" size="md" loading={busy} onClick={onEnter}>
      {t('enter')}
    </Button>
  );
}

/** With which PINs a demo shop is entered; one that somebody chose is theirs to know. */
function DemoPins() {
  const { t } = useTranslation('lock');
  const { users } = useDeskState();
  const { data } = useDesk('demo.pins', {});
  if (!data) return null;
  const pinOf = (id: string) => data.find(({ user_id }) => user_id === id)?.pin ?? t('demo.own');
  return (
    <p className={classes.demo}>
      {t('demo')}
      {users.map(({ id, name }) => (
        <span key={id}>{`${name} ${pinOf(id)}`}</span>
      ))}
    </p>
  );
}
