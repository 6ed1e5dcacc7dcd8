import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Lock.module.css';

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
const longest = 8;

/** A PIN, typed or tapped; Enter or the button gives it on. The digits are read by the place of the key, so no layout matters. */
export function PinPad({
  label,
  busy,
  onPin,
}: {
  label: string;
  busy: boolean;
  onPin: (pin: string) => void;
}) {
  const { t } = useTranslation('lock');
  const [pin, setPin] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const add = (digit: string) => setPin((typed) => (typed + digit).slice(0, longest));

  return (
    <form
      className={classes.pad}
      onSubmit={(event) => {
        event.preventDefault();
        if (pin !== '' && !busy) onPin(pin);
      }}
    >
      <label className={classes.label}>
        <span>{label}</span>
        <input
          ref={field}
          className={classes.pin}
          type="password"
          inputMode="numeric"
          autoComplete="off"
          value={pin}
          maxLength={longest}
          onChange={(event) => setPin(event.currentTarget.value.replace(/\D/g, ''))}
          onKeyDown={(event) => {
            const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
            if (digit === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
            event.preventDefault();
            add(digit);
          }}
        />
      </label>
      <div className={classes.digits}>
        {digits.map((digit) => (
          <Button key={digit} tabIndex={-1} onClick={() => add(digit)}>
            {digit}
          </Button>
        ))}
        <Button tabIndex={-1} onClick={() => setPin((typed) => typed.slice(0, -1))} aria-label={t('erase')}>
          {'⌫'}
        </Button>
        <Button tabIndex={-1} onClick={() => add('0')}>
          {'0'}
        </Button>
        <Button variant="filled" type="submit" aria-label={t('enter')} loading={busy}>
          {'↵'}
        </Button>
      </div>
    </form>
  );
}
