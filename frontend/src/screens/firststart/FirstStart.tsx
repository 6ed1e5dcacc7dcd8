import { Button, NativeSelect, Progress, TextInput } from '@mantine/core';
import { useCallback, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useDeskEvents, type Job } from '../../bridge';
import { useDeskState, useKeepState } from '../../desk';
import { speak, toLanguage } from '../../i18n';
import { link } from '../../route';
import { ErrorLine } from '../../ui';
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
  const { currencies } = useDeskState();
  const shop = useCommand('shop.create', { done: keep });
  const demo = useCommand('demo.create', { done: keep });
  const create = way === 'demo' ? demo : shop;
  const made = useDemoProgress();
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
    (chosen === 'demo' ? demo : shop).mutate({
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
        {demo.isPending && <Progress value={made} aria-label={t('demo.progress')} />}
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

/** How much of the demo shop has been made, in per cent. */
function useDemoProgress(): number {
  const [percent, setPercent] = useState(0);
  useDeskEvents(
    useCallback(({ event, data }) => {
      if (event !== 'progress') return;
      const { kind, done, total } = data as Job;
      if (kind === 'demo' && total > 0) setPercent((done * 100) / total);
    }, []),
  );
  return percent;
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
