import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../../bridge';
import { useDeskState } from '../../desk';
import { Suggest, useWords } from '../../ui';
import classes from './Goods.module.css';
import type { Draft } from './product';

type Props = {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  /** What is wrong with a field, in words. */
  wrong: (field: 'name' | 'unit') => string | undefined;
};

/** What a product is, apart from its offers. */
export function ProductFields({ draft, onChange, wrong }: Props) {
  const { t } = useTranslation('goods');
  const words = useWords();
  const { units } = useDeskState();
  const { data: categories } = useDesk('goods.categories', {});
  return (
    <div className={classes.fields}>
      <TextInput
        data-autofocus={draft.id === '' || undefined}
        label={t('field.name')}
        value={draft.name}
        error={wrong('name')}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <Suggest
        label={t('field.category')}
        description={t('field.category.note')}
        data={(categories ?? []).map(({ path }) => path)}
        limit={20}
        value={draft.category}
        onChange={(category) => onChange({ category })}
      />
      <div className={classes.pair}>
        <NativeSelect
          label={t('field.unit')}
          value={draft.unit}
          error={wrong('unit')}
          data={units.map((value) => ({ value, label: words.unit(value) }))}
          onChange={(event) => onChange({ unit: event.currentTarget.value })}
        />
        <TextInput
          label={t('field.brand')}
          value={draft.brand}
          onChange={(event) => onChange({ brand: event.currentTarget.value })}
        />
      </div>
      <TextInput
        label={t('field.tags')}
        value={draft.tags}
        onChange={(event) => onChange({ tags: event.currentTarget.value })}
      />
      <Textarea
        label={t('field.description')}
        autosize
        minRows={3}
        maxRows={8}
        value={draft.description}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
      <Checkbox
        label={t('field.active')}
        checked={draft.active}
        onChange={(event) => onChange({ active: event.currentTarget.checked })}
      />
      <Checkbox
        label={t('field.digital')}
        checked={draft.digital}
        onChange={(event) => onChange({ digital: event.currentTarget.checked })}
      />
    </div>
  );
}
