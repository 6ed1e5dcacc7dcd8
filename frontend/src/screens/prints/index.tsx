import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useDesk } from '../../bridge';
import { useCommands } from '../../commands';
import { useRight } from '../../desk';
import { go } from '../../route';
import {
  EmptyState,
  ErrorLine,
  Grid,
  KeyButton,
  ListPage,
  say,
  Spring,
  StatusBadge,
  useFocusHome,
} from '../../ui';
import { CameOutPanel } from './CameOutPanel';
import { FromPanel } from './FromPanel';
import { OtherPanel } from './OtherPanel';
import classes from './Prints.module.css';
import { inDoubt, isOpen, toRows, type Row } from './row';
import { usePrintColumns, useReason } from './usePrintColumns';
import { usePrintCommands } from './usePrintCommands';
import { useReprint } from './useReprint';

const rowKey = ({ id }: Row) => id;

/** What is shown beside the list: where a run goes on, or other printers for it. */
type Side = 'from' | 'other' | undefined;

/** What this till has to print and has printed, the newest first; the code of an order or parcel prints its label again. */
export function Screen() {
  const { t } = useTranslation('prints');
  const { data, error } = useDesk('prints.list', {}, { fresh: true });
  const [chosen, setChosen] = useState<string>();
  const [side, setSide] = useState<Side>();
  const list = useRef<HTMLDivElement>(null);
  const columns = usePrintColumns();
  const reason = useReason();
  const settings = useRight('settings');
  const rows = useMemo(() => (data ? toRows(data) : []), [data]);
  const row = rows.find(({ id }) => id === chosen) ?? rows[0];
  const { can, refused } = usePrintCommands(row, {
    from: () => setSide('from'),
    other: () => setSide('other'),
  });
  const pause = useCommand('prints.pause', { done: () => void say(t('paused')) });
  const resume = useCommand('prints.resume', { done: () => void say(t('resumed')) });
  const close = () => setSide(undefined);
  useFocusHome(list);
  useReprint();
  useCommands({
    'prints.pause_all': { run: () => pause.mutate({}), when: () => data?.paused === false },
    'prints.resume_all': { run: () => resume.mutate({}), when: () => data?.paused === true },
    'prints.printers': { run: () => go('settings', 'printers'), when: () => settings },
  });

  return (
    <ListPage
      title={t('title')}
      tools={
        <>
          {data?.paused && (
            <span className={classes.paused}>
              <StatusBadge tone="waits">{t('all_paused')}</StatusBadge>
              <KeyButton command="prints.resume_all" variant="filled">
                {t('resume_all')}
              </KeyButton>
            </span>
          )}
          <Spring />
          {can.from && (
            <KeyButton command="prints.from" variant={row && inDoubt(row) ? 'filled' : 'default'}>
              {t(row && inDoubt(row) ? 'from.ask' : 'from')}
            </KeyButton>
          )}
          {can.resume && (
            <KeyButton command="prints.resume" variant="filled">
              {t('resume')}
            </KeyButton>
          )}
          {can.pause && <KeyButton command="prints.pause">{t('pause')}</KeyButton>}
          {can.other && <KeyButton command="prints.other">{t('other.short')}</KeyButton>}
          {can.again && (
            <KeyButton command="prints.again">
              {t(row && (isOpen(row) || row.print?.of) ? 'again' : 'again.copy')}
            </KeyButton>
          )}
          {can.cancel && <KeyButton command="prints.cancel">{t('cancel')}</KeyButton>}
          {settings && <KeyButton command="prints.printers">{t('printers')}</KeyButton>}
        </>
      }
      foot={
        data && (
          <>
            <span className={classes.count}>{t('waiting', { count: data.waiting })}</span>
            <span data-tone={data.failed > 0 ? 'danger' : undefined} className={classes.count}>
              {t('failed', { count: data.failed })}
            </span>
            <span className={classes.hint}>{(row && reason(row)) || t('hint')}</span>
          </>
        )
      }
      side={
        side === 'from' && row?.run ? (
          <FromPanel key={row.id} run={row.run} onClose={close} />
        ) : side === 'from' && row?.print ? (
          <CameOutPanel key={row.id} print={row.print} onClose={close} />
        ) : side === 'other' && row ? (
          <OtherPanel key={row.id} id={row.id} onClose={close} />
        ) : undefined
      }
    >
      <ErrorLine error={error ?? refused ?? pause.error ?? resume.error} />
      <Grid
        ref={list}
        name="prints"
        label={t('title')}
        rows={rows}
        rowKey={rowKey}
        columns={columns}
        onOpen={({ print, run }) => {
          if (run) setSide('from');
          else if (print?.order_id) go('orders', print.order_id);
        }}
        onCurrent={({ id }) => {
          setChosen(id);
          close();
        }}
        rowTone={(each) =>
          inDoubt(each) || each.print?.state === 'failed' || (each.run?.failed ?? 0) > 0
            ? 'danger'
            : undefined
        }
        empty={data && <EmptyState title={t('none')} text={t('none.text')} />}
      />
    </ListPage>
  );
}
