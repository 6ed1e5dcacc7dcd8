import { TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatFigures, parseUnits } from '../format';

type Props = {
  label: string;
  /** Whole units of ten to the minus `digits`. */
  value: number;
  digits: number;
  /** Called once: with what was entered, or undefined when nothing is to change. */
  onDone: (units: number | undefined) => void;
};

/** A number changed where it stands: Enter keeps it, Esc leaves it as it was. */
export function InPlace({ label, value, digits, onDone }: Props) {
  const { t, i18n } = useTranslation('ui');
  const [typed, setTyped] = useState(() => formatFigures(value, digits, i18n.language, true));
  const done = useRef(false);
  const units = parseUnits(typed, digits);

  function finish(changed: number | undefined) {
    // Leaving the field ends it too, and it is left when it goes away.
    if (done.current) return;
    done.current = true;
    onDone(changed === value ? undefined : changed);
  }

  return (
    <TextInput
      autoFocus
      aria-label={label}
      inputMode="decimal"
      autoComplete="off"
      value={typed}
      error={units === undefined ? t('number.unreadable') : undefined}
      styles={{ input: { textAlign: 'right' } }}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => finish(units)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && units !== undefined) finish(units);
        else if (event.key === 'Escape') finish(undefined);
        else return;
        event.preventDefault();
      }}
    />
  );
}
