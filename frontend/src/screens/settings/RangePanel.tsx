import { Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../bridge';
import { ErrorLine, SidePanel, useErrorText, WholeInput } from '../../ui';
import { rangeOf, schemes, type RangeDraft } from './range';
import classes from './Settings.module.css';

const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

type Props = {
  first: RangeDraft;
  /** After a restore a person says which numbers are free. */
  mend: boolean;
  onClose: () => void;
};

/** A range of numbers: entered as it was granted. What its numbers are made of is never changed later. */
export function RangePanel({ first, mend, onClose }: Props) {
  const { t } = useTranslation('settings');
  const text = useErrorText();
  const [draft, setDraft] = useState(first);
  const save = useCommand('numbers.save_range', { done: onClose });
  const set = (part: Partial<RangeDraft>) => setDraft({ ...draft, ...part });
  const fresh = first.id === undefined;
  const fields = [...(fresh ? ['head', 'last'] : []), ...(mend ? ['free_from'] : []), 'lease', 'name'];
  const named = save.error !== null && fields.includes(save.error.field ?? '');
  const wrong = (field: string) => (named && save.error?.field === field ? text(save.error) : undefined);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!save.isPending) save.mutate(rangeOf(draft));
  }
  return (
    <SidePanel
      title={fresh ? t('numbers.add') : first.name || t(`numbers.scheme.${first.scheme}`)}
      onClose={onClose}
      width={380}
    >
      <form className={classes.fields} onSubmit={submit} noValidate>
        {fresh && (
          <NativeSelect
            data-autofocus
            label={t('numbers.scheme')}
            description={t(`numbers.scheme.${draft.scheme}.note`)}
            value={draft.scheme}
            data={schemes.map((scheme) => ({ value: scheme, label: t(`numbers.scheme.${scheme}`) }))}
            onChange={(event) =>
              set({
                scheme: schemes.find((scheme) => scheme === event.currentTarget.value) ?? draft.scheme,
                head: '',
                tail: '',
              })
            }
          />
        )}
        {fresh && <Frame draft={draft} set={set} wrong={wrong('head')} />}
        {fresh && draft.scheme !== 'sscc' && <Serials draft={draft} set={set} wrong={wrong('last')} />}
        <TextInput
          {...(!fresh && { 'data-autofocus': true })}
          label={t('numbers.name')}
          description={t('numbers.name.note')}
          value={draft.name}
          error={wrong('name')}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <WholeInput
          label={t('numbers.lease')}
          description={t('numbers.lease.note')}
          value={draft.lease === 0 ? undefined : draft.lease}
          error={wrong('lease')}
          onChange={(lease = 0) => set({ lease, low: 0 })}
        />
        {mend && (
          <WholeInput
            label={t('numbers.free_from')}
            description={t('numbers.free_from.note')}
            value={draft.free_from === 0 ? undefined : draft.free_from}
            error={wrong('free_from')}
            onChange={(free_from = 0) => set({ free_from })}
          />
        )}
        <Switch
          label={t('numbers.active')}
          description={t('numbers.active.note')}
          checked={draft.active}
          onChange={(event) => set({ active: event.currentTarget.checked })}
        />
        {!named && <ErrorLine error={save.error} />}
        <Button type="submit" variant="filled" loading={save.isPending}>
          {t('save')}
        </Button>
      </form>
    </SidePanel>
  );
}

type PartProps = {
  draft: RangeDraft;
  set: (part: Partial<RangeDraft>) => void;
  wrong: string | undefined;
};

/** What stands around the serial of each number. */
function Frame({ draft: { scheme, head, tail, extension }, set, wrong }: PartProps) {
  const { t } = useTranslation('settings');
  return (
    <>
      <TextInput
        label={t(`numbers.head.${scheme}`)}
        description={t(`numbers.head.${scheme}.note`)}
        autoComplete="off"
        spellCheck={false}
        value={head}
        error={wrong}
        onChange={(event) => set({ head: event.currentTarget.value.toUpperCase() })}
      />
      {scheme === 'sscc' && (
        <NativeSelect
          label={t('numbers.extension')}
          description={t('numbers.extension.note')}
          value={extension}
          data={digits}
          onChange={(event) => set({ extension: event.currentTarget.value })}
        />
      )}
      {scheme === 's10' && (
        <TextInput
          label={t('numbers.tail')}
          description={t('numbers.tail.note')}
          autoComplete="off"
          spellCheck={false}
          value={tail ?? ''}
          onChange={(event) => set({ tail: event.currentTarget.value.toUpperCase() })}
        />
      )}
    </>
  );
}

/** The serials that a post granted; left empty they are all that there can be. */
function Serials({ draft: { first, last }, set, wrong }: PartProps) {
  const { t } = useTranslation('settings');
  return (
    <>
      <WholeInput
        label={t('numbers.first')}
        description={t('numbers.serials.note')}
        value={first === 0 ? undefined : first}
        onChange={(serial = 0) => set({ first: serial })}
      />
      <WholeInput
        label={t('numbers.last')}
        value={last === 0 ? undefined : last}
        error={wrong}
        onChange={(serial = 0) => set({ last: serial })}
      />
    </>
  );
}
