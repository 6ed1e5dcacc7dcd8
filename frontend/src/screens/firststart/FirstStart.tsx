import { Button, NativeSelect, Progress, TextInput, type TextInputProps } from '@mantine/core';
import { useCallback, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useDeskEvents, type Job } from '../../bridge';
import { useDeskState, useKeepState } from '../../desk';
import { speak, toLanguage } from '../../i18n';
import { link } from '../../route';
import { ErrorLine } from '../../ui';
import { JoinForm } from '../join/JoinForm';
import { Lead, StartCard } from '../join/StartCard';
import { currencyLabel, languageNames } from './choices';
import classes from './FirstStart.module.css';

type Answers = { name: string; currency: string; pin: string };
type Way = 'import' | 'demo' | 'empty';

/** The first thing that a new desk shows: four questions and the shop is open, or an invite to one that is open already. */
export function FirstStart() {
  const [joining, setJoining] = useState(false);
  return joining ? <Join onBack={() => setJoining(false)} /> : <NewShop onJoin={() => setJoining(true)} />;
}

function Join({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation('join');
  return (
    <StartCard title={t('title')} wide>
      <Lead>{t('lead')}</Lead>
      <JoinForm action={t('do')} />
      <div className={classes.quiet}>
        <Button variant="subtle" onClick={onBack}>
          {t('back')}
        </Button>
      </div>
    </StartCard>
  );
}

function NewShop({ onJoin }: { onJoin: () => void }) {
  const { t, i18n } = useTranslation('firststart');
  const [answers, setAnswers] = useState<Answers>({ name: '', currency: 'UAH', pin: '' });
  const [way, setWay] = useState<Way>();
  const keep = useKeepState();
  const { currencies } = useDeskState();
  const shop = useCommand('shop.create', { done: keep });
  const demo = useCommand('demo.create', { done: keep });
  const create = way === 'demo' ? demo : shop;
  const made = useDemoProgress();
  const wrong = way ? missing(answers, way) : {};
  const set = (part: Partial<Answers>) => setAnswers({ ...answers, ...part });

  function submit(event: FormEvent) {
    event.preventDefault();
    const pressed = (event.nativeEvent as SubmitEvent).submitter;
    start(pressed instanceof HTMLButtonElement ? (pressed.value as Way) : 'import');
  }

  function start(chosen: Way) {
    setWay(chosen);
    if (Object.keys(missing(answers, chosen)).length > 0 || create.isPending) return;
    location.hash = chosen === 'import' ? link('settings', 'data') : link();
    (chosen === 'demo' ? demo : shop).mutate({
      name: answers.name.trim() || t('demo.name'),
      currency: answers.currency,
      language: toLanguage(i18n.language),
      pin: answers.pin,
    });
  }

  const error = (field: keyof Answers) => {
    const key = wrong[field];
    return key ? t(key) : undefined;
  };
  const button = (each: Way, variant: string) => ({
    type: 'submit' as const,
    value: each,
    variant,
    loading: create.isPending && way === each,
    disabled: create.isPending && way !== each,
  });
  return (
    <StartCard title={t('title')} wide>
      <Lead>{t('lead')}</Lead>
      <form className={classes.form} onSubmit={submit} noValidate>
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
          <TextInput
            autoFocus
            label={t('name')}
            description={t('name.note')}
            inputWrapperOrder={order}
            value={answers.name}
            error={error('name')}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <TextInput
            label={t('pin')}
            description={t('pin.note')}
            inputWrapperOrder={order}
            inputMode="numeric"
            autoComplete="off"
            maxLength={8}
            value={answers.pin}
            error={error('pin')}
            onChange={(event) => set({ pin: event.currentTarget.value.replace(/\D/g, '') })}
          />
        </div>
        <ErrorLine error={create.error} />
        {demo.isPending && <Progress value={made} aria-label={t('demo.progress')} />}
        <div className={classes.ways}>
          {(['import', 'demo'] as const).map((each) => (
            <div key={each} className={classes.way}>
              <Button {...button(each, each === 'import' ? 'filled' : 'default')} fullWidth>
                {t(`way.${each}`)}
              </Button>
              <span className={classes.note}>{t(`way.${each}.note`)}</span>
            </div>
          ))}
        </div>
        <div className={classes.quiet}>
          <Button {...button('empty', 'subtle')}>{t('way.empty')}</Button>
          <span className={classes.note}>{t('way.empty.note')}</span>
        </div>
        <div className={classes.quiet}>
          <Button variant="subtle" disabled={create.isPending} onClick={onJoin}>
            {t('way.join')}
          </Button>
          <span className={classes.note}>{t('way.join.note')}</span>
        </div>
      </form>
    </StartCard>
  );
}

// What is said of a field stands below it, so that fields side by side stay in line.
const order: TextInputProps['inputWrapperOrder'] = ['label', 'input', 'error', 'description'];

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

/**
 * What still has to be answered, as keys of the catalogue. The desk checks again. A demo shop has a name and a PIN of
 * its own for whoever only wants to look.
 */
function missing({ name, pin }: Answers, way: Way): Partial<Record<keyof Answers, string>> {
  const demo = way === 'demo';
  return {
    ...(name.trim() === '' && !demo && { name: 'need.name' }),
    ...(pin.length < 4 && !(demo && pin === '') && { pin: 'need.pin' }),
  };
}
