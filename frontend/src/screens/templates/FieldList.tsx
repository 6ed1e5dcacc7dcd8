import { Select, type OptionsFilter } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readings } from '../../format';
import classes from './Templates.module.css';

type Props = {
  /** The names of all fields, with their words. */
  words: ReadonlyMap<string, string>;
  onPick: (name: string) => void;
};

/** What holds the letters that were typed, in whichever layout. */
const holding: OptionsFilter = ({ options, search }) => {
  const meant = readings(search.trim().toLocaleLowerCase());
  return options.filter(
    (option) =>
      'label' in option && meant.some((letters) => option.label.toLocaleLowerCase().includes(letters)),
  );
};

/** Finds a field by its words and picks it. A key that only moves through the list picks nothing. */
export function FieldList({ words, onPick }: Props) {
  const { t } = useTranslation('templates');
  const [search, setSearch] = useState('');
  return (
    <Select
      label={t('insert')}
      placeholder={t('insert.choose')}
      data={[...words].map(([value, label]) => ({ value, label }))}
      value={null}
      onChange={(name) => {
        setSearch('');
        if (name !== null) onPick(name);
      }}
      searchable
      filter={holding}
      searchValue={search}
      onSearchChange={setSearch}
      onBlur={() => setSearch('')}
      openOnFocus={false}
      autoSelectOnBlur={false}
      selectFirstOptionOnDropdownOpen
      selectFirstOptionOnChange
      nothingFoundMessage={t('insert.none')}
      withScrollArea={false}
      classNames={{ options: classes.choices ?? '' }}
      // A list that is made when it opens is not known to belong to its field.
      comboboxProps={{ withinPortal: false, keepMounted: true }}
      // Esc closes the list and nothing around it.
      onKeyDown={(event) => {
        if (event.key === 'Escape' && 'expanded' in event.currentTarget.dataset) event.preventDefault();
      }}
    />
  );
}
