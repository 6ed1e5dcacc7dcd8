import { TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type { DeskError } from '../../bridge';
import { useCommands } from '../../commands';
import { FieldWarning, KeyButton, useErrorText, useTaxIdWarning } from '../../ui';
import type { Draft } from './CustomerScreen';
import classes from './Customers.module.css';

type Props = {
  draft: Draft;
  error: DeskError | null;
  onChange: (part: Partial<Draft>) => void;
};

/** How invoices name a customer that is a firm: folded away while nothing of it is known. */
export function FirmFields({ draft, error, onChange }: Props) {
  const { t } = useTranslation('customers');
  const text = useErrorText();
  const first = useRef<HTMLInputElement>(null);
  const known = [draft.legal_name, draft.tax_id, draft.iban, draft.bank, draft.legal_address].some(Boolean);
  // Once open it stays so: what is emptied is not taken from under the cursor.
  const [unfolded, unfold] = useState(known);
  const open = unfolded || known;
  useCommands({
    'customers.firm': () => {
      flushSync(() => unfold(true));
      first.current?.focus();
    },
  });
  if (!open)
    return (
      <KeyButton command="customers.firm" aria-expanded={false} className={classes.fold}>
        {t('firm')}
      </KeyButton>
    );
  return (
    <section className={classes.firm} aria-labelledby="firm">
      <h2 id="firm">{t('firm')}</h2>
      <TextInput
        ref={first}
        label={t('field.legal_name')}
        placeholder={t('field.legal_name.note')}
        value={draft.legal_name ?? ''}
        onChange={(event) => onChange({ legal_name: event.currentTarget.value })}
      />
      <TaxId value={draft.tax_id ?? ''} onChange={(tax_id) => onChange({ tax_id })} />
      <TextInput
        label={t('field.iban')}
        autoComplete="off"
        spellCheck={false}
        value={draft.iban ?? ''}
        error={error?.field === 'iban' ? text(error) : undefined}
        onChange={(event) => onChange({ iban: event.currentTarget.value })}
      />
      <TextInput
        label={t('field.bank')}
        value={draft.bank ?? ''}
        onChange={(event) => onChange({ bank: event.currentTarget.value })}
      />
      <TextInput
        label={t('field.legal_address')}
        value={draft.legal_address ?? ''}
        onChange={(event) => onChange({ legal_address: event.currentTarget.value })}
      />
    </section>
  );
}

/** The tax number. What looks wrong with it is said when the field is left: half a number always does. */
function TaxId({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation('customers');
  const [typing, setTyping] = useState(false);
  const warning = useTaxIdWarning(typing ? '' : value.trim());
  return (
    <div>
      <TextInput
        label={t('field.tax_id')}
        autoComplete="off"
        value={value}
        onFocus={() => setTyping(true)}
        onBlur={() => setTyping(false)}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <FieldWarning text={warning} />
    </div>
  );
}
