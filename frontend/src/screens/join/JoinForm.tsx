import { Button, TextInput } from '@mantine/core';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../bridge';
import { useKeepState } from '../../desk';
import { plainCode, useScan } from '../../scan';
import { ErrorLine } from '../../ui';
import { readInvite } from './invite';
import classes from './Join.module.css';
import { notJoined } from './notJoined';

type Props = {
  /** What the till is called until a person says otherwise. */
  name?: string;
  /** What the button says. */
  action: string;
  onJoined?: () => void;
};

/** An invite, scanned or typed, and the name of the till. What was typed stays there when it is refused. */
export function JoinForm({ name: first = '', action, onJoined }: Props) {
  const { t } = useTranslation('join');
  const [invite, setInvite] = useState('');
  const [name, setName] = useState(first);
  const [tried, setTried] = useState(false);
  const nameField = useRef<HTMLInputElement>(null);
  const keep = useKeepState();
  const join = useCommand('sync.join', {
    done: (state) => {
      keep(state);
      onJoined?.();
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (invite === '' || name.trim() === '' || join.isPending) return;
    join.mutate({ invite, name: name.trim() });
  }
  // Whatever has the focus, a scan is the invite; what is left to do is to name the till.
  useScan(({ code }) => {
    setInvite(readInvite(plainCode(code)));
    nameField.current?.focus();
  });

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput
        autoFocus
        label={t('invite')}
        description={t('invite.note')}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        classNames={{ input: classes.invite }}
        value={invite}
        error={tried && invite === '' ? t('need.invite') : undefined}
        onChange={(event) => setInvite(readInvite(event.currentTarget.value))}
      />
      <TextInput
        ref={nameField}
        label={t('name')}
        description={t('name.note')}
        autoComplete="off"
        maxLength={80}
        value={name}
        error={tried && name.trim() === '' ? t('need.name') : undefined}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <ErrorLine error={join.error && notJoined(join.error)} />
      <Button type="submit" variant="filled" loading={join.isPending}>
        {action}
      </Button>
    </form>
  );
}
