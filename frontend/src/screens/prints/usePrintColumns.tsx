import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { DeskError, type PrintRun } from '../../bridge';
import { formatTime } from '../../format';
import { StatusBadge, useErrorText, type Column, type Tone } from '../../ui';
import { tones, usePrinted, usePrintNotes, usePrintOf } from '../orders/printed';
import classes from './Prints.module.css';
import { standing, type Row, type Standing } from './row';

const runTones: Record<Standing, Tone> = {
  doubt: 'danger',
  stopped: 'danger',
  failed: 'danger',
  paused: 'waits',
  printing: 'accent',
  waiting: 'accent',
  printed: 'plain',
  cancelled: 'plain',
};

/** Why paper did not come out, in words; a code that has none is shown as it is. */
export function useWhy(): (code: string) => string {
  const { t, i18n } = useTranslation('prints');
  const reason = useErrorText();
  return (code) =>
    i18n.exists(`errors:${code}`) ? reason(new DeskError({ code })) : t('needs:print.lead', { why: code });
}

/** Why a row of the queue did not come out, what a person has to say about it, or what the paper lacks; "" when all is well. */
export function useReason(): (row: Row) => string {
  const { t } = useTranslation('prints');
  const why = useWhy();
  const of = usePrintOf();
  const notes = usePrintNotes();
  return ({ print, run }) => {
    if (print) return print.state === 'failed' ? why(print.error) : notes(print);
    return run ? ofRun(run) : '';
  };
  function ofRun(run: PrintRun): string {
    if (run.doubt_from > 0)
      return run.doubt_from === run.doubt_to
        ? t('doubt.one', { from: run.doubt_from })
        : t('doubt.many', { from: run.doubt_from, to: run.doubt_to });
    if (run.stop) return t('stop', { place: run.stop.place, number: of(run.stop), why: why(run.stop.error) });
    // With all of it in the printer, the printer has said that it cannot go on.
    const tells = standing(run) === 'stopped' || run.printed === run.total;
    if (tells && run.reason) return why(run.reason);
    return run.noted > 0 ? t('run.noted', { count: run.noted }) : '';
  }
}

/** What a run is of: from its first to its last paper. */
function namesOf(run: PrintRun | undefined): string {
  if (!run) return '';
  return run.first === run.last ? run.first : `${run.first}…${run.last}`;
}

/** The columns of the queue. */
export function usePrintColumns(): Column<Row>[] {
  const { t, i18n } = useTranslation('prints');
  const reasonOf = useReason();
  const printed = usePrinted();
  const of = usePrintOf();
  const place = (printer: string) =>
    printer.startsWith('folder:') ? t('printer.folder') : printer.replace(/^(system|tcp|device|serial):/, '');

  function what({ print, run }: Row): string {
    const document = t(`orders:document.${print?.document ?? run?.document ?? ''}`);
    if (run) return t('what.run', { document, count: run.total });
    const copy = print?.copy ?? 0;
    return [document, copy > 0 && t('orders:print.copy', { count: copy })].filter(Boolean).join(', ');
  }
  function stateOf({ print, run }: Row) {
    if (print) return <StatusBadge tone={tones[print.state]}>{printed(print)}</StatusBadge>;
    if (!run) return null;
    const at = standing(run);
    const done = run.printed === run.total && at === 'printed';
    return (
      <StatusBadge tone={runTones[at]}>
        {done
          ? t('run.printed')
          : t('run.progress', { done: run.printed, total: run.total, state: t(`run.${at}`) })}
      </StatusBadge>
    );
  }
  // The words are made anew with every rendering; they change with the language only.
  return useMemo(
    () => [
      { key: 'what', title: t('what'), width: 206, cell: what },
      {
        key: 'number',
        title: t('number'),
        width: 216,
        cell: ({ print, run }) => (print ? of(print) : namesOf(run)),
      },
      { key: 'state', title: t('state'), width: 196, cell: stateOf },
      {
        key: 'why',
        title: t('why'),
        width: 220,
        grow: true,
        cell: (row) => (
          <span
            className={classes.why}
            data-quiet={row.run ? standing(row.run) === 'printed' : row.print?.state === 'printed'}
            title={reasonOf(row)}
          >
            {reasonOf(row)}
          </span>
        ),
      },
      { key: 'at', title: t('at'), width: 164, cell: ({ at }) => formatTime(at, i18n.language) },
      {
        key: 'user',
        title: t('user'),
        width: 130,
        from: 1000,
        cell: ({ print, run }) => print?.user ?? run?.user ?? '',
      },
      {
        key: 'printer',
        title: t('printer'),
        width: 160,
        from: 1300,
        cell: ({ print, run }) => place(print?.printer ?? run?.printer ?? ''),
      },
    ],
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [t, i18n.language],
  );
}
