import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSetting } from '../../desk/settings';
import { ErrorLine } from '../../ui';

/** A setting that is text: kept when the field is left or Enter is pressed. */
export function SettingField({
  name,
  label,
  description,
}: {
  name: string;
  label: string;
  description?: string;
}) {
  const [value, set, error] = useSetting(name);
  const [typed, setTyped] = useState<string | undefined>();
  function keep() {
    if (typed !== undefined && typed.trim() !== value) set(typed.trim());
    setTyped(undefined);
  }
  return (
    <div>
      <TextInput
        label={label}
        description={description}
        value={typed ?? value}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={keep}
        onKeyDown={(event) => event.key === 'Enter' && keep()}
      />
      <ErrorLine error={error} />
    </div>
  );
}
