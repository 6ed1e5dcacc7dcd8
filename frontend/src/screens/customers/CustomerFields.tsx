import { Button, CloseButton, Textarea, TextInput } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskError } from '../../bridge';
import { formatPhone } from '../../format';
import { ErrorLine, PercentInput, Suggest, useErrorText, useWords } from '../../ui';
import type { Draft } from './CustomerScreen';
import { readDay, showDay } from './day';
import { FirmFields } from './FirmFields';
import classes from './Customers.module.css';

type Props = {
  draft: Draft;
  error: DeskError | null;
  onChange: (part: Partial<Draft>) => void;
};

const shownAtField = ['name', 'phone', 'phones', 'email', 'birthday', 'discount_bp', 'card', 'iban'];

/** Who a customer is and how to reach them. */
export function CustomerFields({ draft, error, onChange }: Props) {
  const { t } = useTranslation('customers');
  const text = useErrorText();
  const wrong = (field: string) => (error?.field === field ? text(error) : undefined);
  const words = useWords();
  const sources = ['shop', 'phone', 'instagram', 'friends'].map((source) => t(`source.${source}`));
  return (
    <div className={classes.fields}>
      <TextInput
        data-autofocus={draft.id === '' || undefined}
        label={t('field.name')}
        value={draft.name}
        error={wrong('name')}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <Phones
        phones={draft.phones}
        refused={error && ['phone', 'phones'].includes(error.field ?? '') ? error : null}
        onChange={(phones) => onChange({ phones })}
      />
      <TextInput
        label={t('field.email')}
        type="email"
        value={draft.email}
        error={wrong('email')}
        onChange={(event) => onChange({ email: event.currentTarget.value })}
      />
      <div className={classes.pair}>
        <TextInput
          label={t('field.city')}
          value={draft.city}
          onChange={(event) => onChange({ city: event.currentTarget.value })}
        />
        <TextInput
          label={t('field.birthday')}
          placeholder={t('field.birthday.note')}
          inputMode="numeric"
          value={showDay(draft.birthday)}
          error={wrong('birthday')}
          onChange={(event) => onChange({ birthday: readDay(event.currentTarget.value) })}
        />
      </div>
      <TextInput
        label={t('field.address')}
        value={draft.address}
        onChange={(event) => onChange({ address: event.currentTarget.value })}
      />
      <div className={classes.pair}>
        <Suggest
          label={t('field.source')}
          data={sources}
          value={words.source(draft.source)}
          onChange={(source) => onChange({ source })}
        />
        <PercentInput
          label={t('field.discount')}
          value={draft.discount_bp || undefined}
          error={wrong('discount_bp')}
          onChange={(discount_bp = 0) => onChange({ discount_bp })}
        />
      </div>
      <TextInput
        data-takes-scan
        label={t('field.card')}
        description={t('field.card.note')}
        autoComplete="off"
        spellCheck={false}
        value={draft.card ?? ''}
        error={wrong('card')}
        onChange={(event) => onChange({ card: event.currentTarget.value })}
      />
      <Textarea
        label={t('field.note')}
        autosize
        minRows={2}
        maxRows={6}
        value={draft.note}
        onChange={(event) => onChange({ note: event.currentTarget.value })}
      />
      <FirmFields draft={draft} error={error} onChange={onChange} />
      {error && !shownAtField.includes(error.field ?? '') && <ErrorLine error={error} />}
    </div>
  );
}

type PhonesProps = {
  phones: readonly string[];
  refused: DeskError | null;
  onChange: (phones: string[]) => void;
};

/** The phones, the first being the main one. They are shown as people write them and stored in one form by the desk. */
function Phones({ phones, refused, onChange }: PhonesProps) {
  const { t } = useTranslation('customers');
  const text = useErrorText();
  const last = useRef<HTMLInputElement>(null);
  const count = useRef(phones.length);
  const shown = phones.length === 0 ? [''] : phones;
  useEffect(() => {
    // A field that was just added is where the next word goes.
    if (phones.length > Math.max(count.current, 1)) last.current?.focus();
    count.current = phones.length;
  }, [phones.length]);
  const wrong = refused ? shown.findIndex((phone) => means(refused.args.phone, phone)) : -1;
  const at = refused && wrong < 0 ? 0 : wrong;
  return (
    <div className={classes.phones}>
      {shown.map((phone, index) => (
        // A phone has no name but its place while it is typed.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className={classes.phone}>
          <TextInput
            ref={index === shown.length - 1 ? last : undefined}
            label={index === 0 ? t('field.phone') : undefined}
            aria-label={index === 0 ? undefined : t('field.phone.number', { number: index + 1 })}
            inputMode="tel"
            autoComplete="off"
            value={formatPhone(phone)}
            error={index === at ? text(refused) : undefined}
            onChange={(event) =>
              onChange(shown.map((each, i) => (i === index ? event.currentTarget.value : each)))
            }
          />
          {shown.length > 1 && (
            <CloseButton
              aria-label={t('phone.remove', { phone: formatPhone(phone) })}
              onClick={() => onChange(shown.filter((_, i) => i !== index))}
            />
          )}
        </div>
      ))}
      <Button size="compact-sm" onClick={() => onChange([...shown, ''])}>
        {t('phone.add')}
      </Button>
    </div>
  );
}

/** Whether a refused number is what stands in a field: compared by its last digits, which every way of writing keeps. */
function means(refused: unknown, typed: string): boolean {
  const tail = (phone: unknown) => (typeof phone === 'string' ? phone.replace(/\D/g, '').slice(-9) : '');
  return tail(refused) !== '' && tail(refused) === tail(typed);
}
