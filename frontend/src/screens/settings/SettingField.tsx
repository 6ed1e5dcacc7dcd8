import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSetting } from '../../desk/settings';
import { ErrorLine, FieldWarning } from '../../ui';

/** A setting that is text: kept when the field is left or Enter is pressed. */
export function SettingField({
  name,
  label,
  description,
  warning,
  capitals = false,
}: {
  name: string;
  label: string;
  description?: string;
  /** What looks wrong with it, though it is kept. */
  warning?: string | undefined;
  /** What is typed becomes capital letters. */
  capitals?: boolean;
}) {
  const [value, set, error] = useSetting(name);
  const [typed, setTyped] = useState<string | undefined>();
  const [asked, setAsked] = useState('');
  // What was refused stays to be mended.
  const shown = error === null ? value : asked;
  function keep() {
    if (typed !== undefined && typed.trim() !== shown) {
      setAsked(typed.trim());
      set(typed.trim());
    }
    setTyped(undefined);
  }
  return (
    <div>
      <TextInput
        label={label}
        description={description}
        value={typed ?? shown}
        onChange={({ currentTarget: { value: text } }) => setTyped(capitals ? text.toUpperCase() : text)}
        onBlur={keep}
        onKeyDown={(event) => event.key === 'Enter' && keep()}
      />
      <FieldWarning text={warning} />
      <ErrorLine error={error} />
    </div>
  );
}
