import { TextInput } from '@mantine/core';

type Props = {
  label: string;
  description?: string;
  /** undefined while the field is empty. */
  value: number | undefined;
  onChange: (value: number | undefined) => void;
  /** How many digits may be typed. */
  digits: number;
};

/** A field for a small number that holds at once what is typed. */
export function CountField({ value, onChange, digits, ...rest }: Props) {
  return (
    <TextInput
      {...rest}
      inputMode="numeric"
      autoComplete="off"
      value={value ?? ''}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => {
        const typed = event.currentTarget.value.replaceAll(/\D/g, '').slice(0, digits);
        onChange(typed === '' ? undefined : Number(typed));
      }}
    />
  );
}
