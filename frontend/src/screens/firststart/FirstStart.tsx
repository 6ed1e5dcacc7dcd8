import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { call, useCommand } from '../../bridge';
import { useDeskState, useKeepState } from '../../desk';
import { speak, toLanguage } from '../../i18n';
import { link } from '../../route';
import { ErrorLine, useSayError } from '../../ui';
import { currencyLabel, languageNames } from './choices';
import classes from './FirstStart.module.css';

type Answers = { name: string; currency: string; owner: string; pin: string; again: string };
type Way = 'import' | 'demo' | 'empty';

/** The first thing that a new desk shows: four questions, then the shop is open. */
export function FirstStart() {
  const { t, i18n } = useTranslation('firststart');
  const [answers, setAnswers] = useState<Answers>({
    name: '',
    currency: 'UAH',
    owner: '',
    pin: '',
    again: '',
  });
  const [asked, setAsked] = useState(false);
  const [way, setWay] = useState<Way>('empty');
  const keep = useKeepState();
  const refused = useSayError();
  const { currencies } = useDeskState();
  const create = useCommand('shop.create', {
    done: (state) => {
      keep(state);
      // The shop is open already: a demo that could not be made is told and takes nothing away.
      if (way === 'demo') call('demo.create', {}).catch(refused);
    },
  });
  const wrong = asked ? missing(answers) : {};
  const set = (part: Partial<Answers>) => setAnswers({ ...answers, ...part });

  function submit(event: FormEvent) {
    event.preventDefault();
    const pressed = (event.nativeEvent as SubmitEvent).submitter;
    start(pressed instanceof HTMLButtonElement ? (pressed.value as Way) : 'empty');
  }

  function start(chosen: Way) {
    setAsked(true);
    setWay(chosen);
    if (Object.keys(missing(answers)).length > 0 || create.isPending) return;
    const { name, currency, owner, pin } = answers;
    location.hash = chosen === 'import' ? link('settings', 'data') : link();
    create.mutate({
      name: name.trim(),
      currency,
      language: toLanguage(i18n.language),
      owner: owner.trim(),
      pin,
    });
  }

  const error = (field: keyof Answers) => {
    const key = wrong[field];
    return key ? t(key) : undefined;
  };
  const waysOf: Way[] = ['empty', 'import', 'demo'];
  return (
    <main className={classes.start}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <h1 className={classes.title}>{t('title')}</h1>
        <p className={classes.lead}>{t('lead')}</p>
        <div className={classes.pair}>
          <NativeSelect
            label={t('language')}
            value={i18n.language}
            data={languageNames}
            onChange={(event) => void speak(toLanguage(event.currentTarget.value))}
          />
          <NativeSelect
            label={t('currency')}
            value={answers.currency}
            data={currencies.map((each) => ({ value: each.code, label: currencyLabel(each, i18n.language) }))}
            onChange={(event) => set({ currency: event.currentTarget.value })}
          />
        </div>
        <TextInput
          autoFocus
          label={t('name')}
          value={answers.name}
          error={error('name')}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t('owner')}
          value={answers.owner}
          error={error('owner')}
          onChange={(event) => set({ owner: event.currentTarget.value })}
        />
        <div className={classes.pair}>
          <PinInput
            label={t('pin')}
            value={answers.pin}
            error={error('pin')}
            onChange={(pin) => set({ pin })}
          />
          <PinInput
            label={t('again')}
            value={answers.again}
            error={error('again')}
            onChange={(again) => set({ again })}
          />
        </div>
        <ErrorLine error={create.error} />
        <div className={classes.ways}>
          {waysOf.map((each) => (
            <div key={each} className={classes.way}>
              <Button
                type="submit"
                value={each}
                variant={each === 'empty' ? 'filled' : 'default'}
                loading={create.isPending && way === each}
                disabled={create.isPending && way !== each}
                fullWidth
              >
                {t(`way.${each}`)}
              </Button>
              <span className={classes.note}>{t(`way.${each}.note`)}</span>
            </div>
          ))}
        </div>
      </form>
    </main>
  );
}

function PinInput(props: {
  label: string;
  value: string;
  error: string | undefined;
  onChange: (pin: string) => void;
}) {
  return (
    <TextInput
      label={props.label}
      type="password"
      inputMode="numeric"
      autoComplete="new-password"
      maxLength={8}
      value={props.value}
      error={props.error}
      onChange={(event) => props.onChange(event.currentTarget.value.replace(/\D/g, ''))}
    />
  );
}

/** What still has to be answered, as keys of the catalogue. The desk checks again. */
function missing({ name, owner, pin, again }: Answers): Partial<Record<keyof Answers, string>> {
  return {
    ...(name.trim() === '' && { name: 'need.name' }),
    ...(owner.trim() === '' && { owner: 'need.owner' }),
    ...(pin.length < 4 && { pin: 'need.pin' }),
    ...(pin !== again && { again: 'need.again' }),
  };
}
