import { CloseButton, TextInput } from '@mantine/core';
import type { Ref, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyHint } from '../commands';

type Props = {
  label: string;
  value: string;
  onChange: (text: string) => void;
  /** The command that brings the focus here; its key is shown. */
  command: string;
  /** The grid below: Enter and the down arrow lead there. */
  grid: RefObject<HTMLElement | null>;
  ref?: Ref<HTMLInputElement>;
};

/** The field above a list where any word is looked for. Esc empties it. */
export function SearchField({ label, value, onChange, command, grid, ref }: Props) {
  const { t } = useTranslation('list');
  return (
    <TextInput
      ref={ref}
      aria-label={label}
      placeholder={label}
      autoComplete="off"
      spellCheck={false}
      value={value}
      style={{ flex: '1 1 260px', maxWidth: 460 }}
      rightSectionWidth={value === '' ? 44 : 36}
      rightSection={
        value === '' ? (
          <KeyHint command={command} />
        ) : (
          <CloseButton size="sm" tabIndex={-1} aria-label={t('search.clear')} onClick={() => onChange('')} />
        )
      }
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && value !== '') onChange('');
        else if (event.key === 'ArrowDown' || event.key === 'Enter') grid.current?.focus();
        else return;
        event.preventDefault();
      }}
    />
  );
}
