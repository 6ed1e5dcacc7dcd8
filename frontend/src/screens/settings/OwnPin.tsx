import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../bridge';
import { ErrorLine, say } from '../../ui';
import classes from './Settings.module.css';

/** Changes the PIN of whoever is at the till. */
export function OwnPin() {
  const { t } = useTranslation('settings');
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const change = useCommand('users.change_pin', {
    done: () => {
      setOld('');
      setFresh('');
      say(t('pin.changed'));
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    change.mutate({ old, new: fresh });
  }
  return (
    <form onSubmit={submit}>
      <div className={classes.line}>
        <PinField label={t('pin.old')} value={old} onChange={setOld} />
        <PinField label={t('pin.new')} value={fresh} onChange={setFresh} />
        <Button type="submit" disabled={old === '' || fresh === ''} loading={change.isPending}>
          {t('pin.change')}
        </Button>
      </div>
      <ErrorLine error={change.error} />
    </form>
  );
}

/** A field for a PIN: digits only. */
export function PinField(props: {
  label: string;
  value: string;
  description?: string;
  onChange: (pin: string) => void;
}) {
  return (
    <TextInput
      label={props.label}
      description={props.description}
      type="password"
      inputMode="numeric"
      autoComplete="new-password"
      maxLength={8}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value.replace(/\D/g, ''))}
    />
  );
}
