import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { DeskError, useCommand } from '../../bridge';
import { ErrorLine, say } from '../../ui';
import classes from './Settings.module.css';

/** Where the hub is found, for when it moved to another computer or port. The address is kept even if it does not answer there yet. */
export function MoveHub({ address }: { address: string }) {
  const { t } = useTranslation('settings');
  const [typed, setTyped] = useState<string>();
  const move = useCommand('sync.move', {
    done: ({ phase }) => {
      setTyped(undefined);
      if (phase === 'live' || phase === 'syncing') say(t('hub.moved'));
    },
  });
  const why = move.data?.phase === 'offline' || move.data?.phase === 'stopped' ? move.data.why : '';
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!move.isPending) move.mutate({ url: typed ?? address });
  }
  return (
    <form className={classes.fields} onSubmit={submit} noValidate>
      <TextInput
        label={t('hub.address')}
        description={t('hub.address.note')}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={typed ?? address}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <ErrorLine error={move.error ?? (why === '' ? undefined : new DeskError({ code: why }))} />
      <div>
        <Button type="submit" loading={move.isPending}>
          {t('hub.move')}
        </Button>
      </div>
    </form>
  );
}
