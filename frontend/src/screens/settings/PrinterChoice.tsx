import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Found, Way } from '../../bridge';
import classes from './Settings.module.css';
import { firstWay } from './way';

type Props = {
  label: string;
  /** What no printer at all means. */
  none: string;
  document: string;
  way: Way;
  found: readonly Found[];
  onChange: (way: Way) => void;
};

const typed = 'typed';

/** Chooses a printer among those that were found, or by its address. */
export function PrinterChoice({ label, none, document, way, found, onChange }: Props) {
  const { t } = useTranslation('settings');
  const [typing, setTyping] = useState(false);
  const [address, setAddress] = useState<string>();
  const nameOf = (each: Found) =>
    [each.title || each.address, t(`printers.kind.${each.kind}`), each.default && t('printers.usual')]
      .filter(Boolean)
      .join(' · ');
  const known = found.some((each) => each.address === way.address);
  const byHand = way.address !== '' && !known;
  const choose = (value: string) => {
    setTyping(value === typed);
    setAddress(undefined);
    if (value !== typed)
      onChange(
        value === ''
          ? { address: '' }
          : firstWay(
              value,
              found.find((each) => each.address === value),
              document,
            ),
      );
  };
  const keep = () => {
    const next = address?.trim();
    setAddress(undefined);
    if (next && next !== way.address)
      onChange(byHand ? { ...way, address: next } : firstWay(next, undefined, document));
  };
  // A printer that is switched off is not in the list and is still the one that was chosen.
  const away = byHand && /^(system|device|serial):/.test(way.address);
  return (
    <>
      <NativeSelect
        label={label}
        value={typing || (byHand && !away) ? typed : way.address}
        data={[
          { value: '', label: none },
          ...found.map((each) => ({ value: each.address, label: nameOf(each) })),
          ...(away
            ? [{ value: way.address, label: t('printers.now', { name: way.address.replace(/^\w+:/, '') }) }]
            : []),
          { value: typed, label: t('printers.more') },
        ]}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {(typing || (byHand && !away)) && (
        <TextInput
          className={classes.address}
          label={t('printers.address')}
          description={t('printers.address.hint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={address ?? way.address}
          onChange={(event) => setAddress(event.currentTarget.value)}
          onBlur={keep}
          onKeyDown={(event) => event.key === 'Enter' && keep()}
        />
      )}
    </>
  );
}
