import { CloseButton, TextInput } from '@mantine/core';
import type { KeyboardEvent, Ref, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../bridge';
import { KeyHint } from '../commands';
import { couldBeCode, deliver } from '../scan';
import { useLatest } from './useLatest';

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

/** The field above a list where any word is looked for. Esc empties it. A code that no row has is read as a scan is. */
export function SearchField({ label, value, onChange, command, grid, ref }: Props) {
  const { t } = useTranslation('list');
  const latest = useLatest(value);

  async function enter() {
    const code = value.trim();
    const listed = grid.current?.querySelector('[role="row"][aria-selected]');
    if (listed || !couldBeCode(code)) return grid.current?.focus();
    const known = await call('scan.find', { code }).then(
      ({ found }) => found !== 'nothing',
      () => false,
    );
    // Who went on typing meanwhile wants something else.
    if (latest.current.trim() !== code) return undefined;
    if (known) return deliver({ code, source: 'typed' });
    return grid.current?.focus();
  }

  function press(event: KeyboardEvent) {
    if (event.key === 'Escape' && value !== '') onChange('');
    else if (event.key === 'ArrowDown') grid.current?.focus();
    else if (event.key === 'Enter') void enter();
    else return;
    event.preventDefault();
  }

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
      onKeyDown={press}
    />
  );
}
