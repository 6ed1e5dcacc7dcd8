import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { SidePanel } from '../../ui';
import classes from './Goods.module.css';
import { newKey, type DraftOffer } from './product';
import { combine, readValues, titleOf, withVariants } from './variants';

type Props = {
  offers: readonly DraftOffer[];
  onMake: (offers: DraftOffer[]) => void;
  onClose: () => void;
};

/** Makes all variants in one step: colours by sizes. */
export function VariantsPanel({ offers, onMake, onClose }: Props) {
  const { t } = useTranslation('goods');
  const [axes, setAxes] = useState(() => begin(offers, [t('variants.colour'), t('variants.size')]));
  const combinations = combine(axes.map(({ name, typed }) => ({ name, values: readValues(typed) })));
  const made = withVariants(offers, combinations, newKey);
  const changes = made.length > offers.length || made.some((offer, at) => offer !== offers[at]);
  const set = (at: number, part: Partial<(typeof axes)[number]>) =>
    setAxes(axes.map((axis, index) => (index === at ? { ...axis, ...part } : axis)));

  function submit(event: FormEvent) {
    event.preventDefault();
    if (changes) onMake(made);
  }

  return (
    <SidePanel title={t('variants.title')} onClose={onClose} width={340}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <p className={classes.quiet}>{t('variants.text')}</p>
        {axes.map(({ name, typed }, at) => (
          // The axes have fixed places.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={at} className={classes.axis}>
            <TextInput
              label={t('variants.name', { number: at + 1 })}
              value={name}
              onChange={(event) => set(at, { name: event.currentTarget.value })}
            />
            <TextInput
              data-autofocus={at === 0 || undefined}
              label={t('variants.values')}
              placeholder={at === 0 ? t('variants.colours') : t('variants.sizes')}
              value={typed}
              onChange={(event) => set(at, { typed: event.currentTarget.value })}
            />
          </div>
        ))}
        <p className={classes.quiet}>
          {combinations.length === 0
            ? t('variants.none')
            : `${t('variants.count', { count: combinations.length })} ${combinations.slice(0, 6).map(titleOf).join(' · ')}${combinations.length > 6 ? ' …' : ''}`}
        </p>
        <div className={classes.buttons}>
          <Button type="submit" variant="filled" disabled={!changes}>
            {t('variants.do')}
          </Button>
          <Button onClick={onClose}>{t('drop')}</Button>
        </div>
      </form>
    </SidePanel>
  );
}

/** The options that the offers have already, so that more values can be added; else the usual two. */
function begin(offers: readonly DraftOffer[], usual: readonly string[]): { name: string; typed: string }[] {
  const have = new Map<string, Set<string>>();
  for (const { options } of offers) {
    for (const { name, value } of options) have.set(name, (have.get(name) ?? new Set()).add(value));
  }
  const axes = [...have].map(([name, values]) => ({ name, typed: [...values].join(', ') }));
  const more = usual.filter((name) => !have.has(name)).map((name) => ({ name, typed: '' }));
  return [...axes, ...more].slice(0, Math.max(2, axes.length));
}
