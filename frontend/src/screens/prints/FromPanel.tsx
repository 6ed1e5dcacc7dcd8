import { Button, NativeSelect } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useDesk, type Print, type PrintRun } from '../../bridge';
import { ErrorLine, say, SidePanel } from '../../ui';
import { usePrintOf } from '../orders/printed';
import classes from './Prints.module.css';

/** Where a run goes on: after a fault a person says which of its papers came out last. */
export function FromPanel({ run, onClose }: { run: PrintRun; onClose: () => void }) {
  const { t } = useTranslation('prints');
  const { data, error } = useDesk('prints.run', { id: run.id });
  return (
    <SidePanel title={t(run.doubt_from > 0 ? 'from.doubt' : 'from.title')} onClose={onClose} width={400}>
      {error && <ErrorLine error={error} />}
      {data && <FromForm run={data.run} prints={data.prints} onClose={onClose} />}
    </SidePanel>
  );
}

function FromForm({
  run,
  prints,
  onClose,
}: {
  run: PrintRun;
  prints: readonly Print[];
  onClose: () => void;
}) {
  const { t } = useTranslation('prints');
  const of = usePrintOf();
  // Nothing is chosen at first: Enter pressed without looking at the printer must not print twice.
  const [place, setPlace] = useState('');
  const from = useCommand('prints.from', {
    done: () => {
      say(t('from.done'));
      onClose();
    },
  });
  const doubt = run.doubt_from > 0;
  const names = new Map(prints.map((print) => [print.place ?? 0, of(print)]));
  const paper = (at: number) => t('from.paper', { place: at, number: names.get(at) ?? '' });
  const all = { value: String(run.total + 1), label: t('from.all') };
  const choices = doubt
    ? [
        { value: String(run.doubt_from), label: t('from.none') },
        // What came out last is one before what comes next.
        ...places(run.doubt_from, run.doubt_to).map((at) => ({ value: String(at + 1), label: paper(at) })),
      ]
    : [...places(1, run.total).map((at) => ({ value: String(at), label: paper(at) })), all];

  function submit(event: FormEvent) {
    event.preventDefault();
    if (place !== '' && !from.isPending) from.mutate({ run_id: run.id, place: Number(place) });
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <p>
        {doubt
          ? t('from.doubt.text', {
              from: run.doubt_from,
              to: run.doubt_to,
              count: run.doubt_to - run.doubt_from + 1,
            })
          : t(prints[0]?.of ? 'from.text.paper' : 'from.text')}
      </p>
      <NativeSelect
        data-autofocus
        label={t(doubt ? 'from.last' : 'from.first')}
        data={[{ value: '', label: t('from.choose') }, ...choices]}
        value={place}
        onChange={(event) => setPlace(event.currentTarget.value)}
      />
      <ErrorLine error={from.error} />
      <div className={classes.formFoot}>
        <Button type="submit" variant="filled" disabled={place === ''} loading={from.isPending}>
          {t('from.do')}
        </Button>
        <Button onClick={onClose}>{t('from.later')}</Button>
      </div>
    </form>
  );
}

function places(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
