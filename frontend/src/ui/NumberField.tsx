import { TextInput, type TextInputProps } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatFigures, parseUnits, quantityDigits } from '../format';
import { useCurrency } from './currency';

type UnitsProps = Omit<TextInputProps, 'value' | 'defaultValue' | 'onChange' | 'inputMode'> & {
  /** Whole units, or undefined for an empty field. */
  value: number | undefined;
  /** Called when the field is left or Enter is pressed, with undefined for an empty field; never with what cannot be read. */
  onChange: (units: number | undefined) => void;
};

/** A field for a number of whole units: shows it formatted, lets any way of writing it be typed, and keeps what cannot be read. */
function UnitsField({
  value,
  onChange,
  digits,
  trim,
  ...rest
}: UnitsProps & { digits: number; trim: boolean }) {
  const { t, i18n } = useTranslation('ui');
  const [typed, setTyped] = useState<string | undefined>();
  const shown = value === undefined ? '' : formatFigures(value, digits, i18n.language, trim);
  const unreadable = typed !== undefined && typed.trim() !== '' && parseUnits(typed, digits) === undefined;

  function settle() {
    if (typed === undefined || unreadable) return;
    const units = typed.trim() === '' ? undefined : parseUnits(typed, digits);
    setTyped(undefined);
    if (units !== value) onChange(units);
  }

  return (
    <TextInput
      {...rest}
      inputMode="decimal"
      autoComplete="off"
      value={typed ?? shown}
      error={rest.error ?? (unreadable ? t('number.unreadable') : undefined)}
      styles={{ input: { textAlign: 'right' } }}
      onChange={(event) => {
        // A scan was taken back out of the field: nothing is typed, and what changes the number is shown.
        const text = event.currentTarget.value;
        setTyped(text === shown ? undefined : text);
      }}
      onFocus={(event) => {
        event.currentTarget.select();
        rest.onFocus?.(event);
      }}
      onBlur={(event) => {
        settle();
        rest.onBlur?.(event);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') settle();
        if (event.key === 'Escape' && typed !== undefined) {
          // One step out: first what was typed goes, then the panel closes.
          event.preventDefault();
          setTyped(undefined);
        }
        rest.onKeyDown?.(event);
      }}
    />
  );
}

/** A field for a sum in minor units of the shop's currency. */
export function MoneyInput(props: UnitsProps) {
  const { digits } = useCurrency();
  return <UnitsField {...props} digits={digits} trim={false} />;
}

/** A field for a quantity in thousandths. */
export function QuantityInput(props: UnitsProps) {
  return <UnitsField {...props} digits={quantityDigits} trim />;
}

/** A field for a share in hundredths of a per cent. */
export function PercentInput(props: UnitsProps) {
  return <UnitsField {...props} digits={2} trim />;
}

/** A field for a whole number: grams, millimetres. */
export function WholeInput(props: UnitsProps) {
  return <UnitsField {...props} digits={0} trim={false} />;
}
