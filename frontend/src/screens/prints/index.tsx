import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DeskError, useCommand, useDesk, type Print } from '../../bridge';
import { useCommands } from '../../commands';
import { useRight } from '../../desk';
import { formatTime } from '../../format';
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
  useErrorText,
  useFocusHome,
  type Column,
} from '../../ui';
import { tones, usePrinted } from '../orders/printed';
import classes from './Prints.module.css';
import { useReprint } from './useReprint';

const rowKey = ({ id }: Print) => id;
const isOut = ({ state }: Print) => state === 'printed' || state === 'cancelled';

/** What this till has to print and has printed, the newest first; the code of an order or parcel prints its label again. */
export function Screen() {
  const { t } = useTranslation('prints');
  const { data, error } = useDesk('prints.list', {}, { fresh: true });
  const [chosen, setChosen] = useState<string>();
  const list = useRef<HTMLDivElement>(null);
  const columns = usePrintColumns();
  const settings = useRight('settings');
  const again = useCommand('prints.again', { done: () => void say(t('queued')) });
  const given = { done: () => void say(t('given_up')) };
  const cancel = useCommand('prints.cancel', given);
  const dismiss = useCommand('prints.dismiss', given);
  const prints = data?.prints ?? [];
  const print = prints.find(({ id }) => id === chosen) ?? prints[0];
  useFocusHome(list);
  useReprint();
  useCommands({
    'prints.again': {
      run: () => print && again.mutate({ id: print.id }),
      when: () => print !== undefined && (isOut(print) || print.state === 'failed') && !again.isPending,
    },
    'prints.cancel': {
      run: () => print && (print.state === 'failed' ? dismiss : cancel).mutate({ id: print.id }),
      when: () => print !== undefined && !isOut(print) && !cancel.isPending && !dismiss.isPending,
    },
    'prints.printers': { run: () => go('settings', 'printers'), when: () => settings },
  });

  return (
    <ListPage
      title={t('title')}
      tools={
        <>
          <Spring />
          {print && !(isOut(print) || print.state === 'failed') ? null : (
            <KeyButton command="prints.again">{t(print && isOut(print) ? 'again.copy' : 'again')}</KeyButton>
          )}
          {print && !isOut(print) && <KeyButton command="prints.cancel">{t('cancel')}</KeyButton>}
          {settings && <KeyButton command="prints.printers">{t('printers')}</KeyButton>}
        </>
      }
      foot={
        data && (
          <>
            <span>{t('waiting', { count: data.waiting })}</span>
            <span data-tone={data.failed > 0 ? 'danger' : undefined} className={classes.failed}>
              {t('failed', { count: data.failed })}
            </span>
            <span className={classes.hint}>{t('hint')}</span>
          </>
        )
      }
    >
      <ErrorLine error={error ?? again.error ?? cancel.error ?? dismiss.error} />
      <Grid
        ref={list}
        name="prints"
        label={t('title')}
        rows={prints}
        rowKey={rowKey}
        columns={columns}
        onOpen={({ order_id }) => go('orders', order_id)}
        onCurrent={({ id }) => setChosen(id)}
        rowTone={({ state }) => (state === 'failed' ? 'danger' : undefined)}
        empty={data && <EmptyState title={t('none')} text={t('none.text')} />}
      />
    </ListPage>
  );
}

function usePrintColumns(): Column<Print>[] {
  const { t, i18n } = useTranslation('prints');
  const reason = useErrorText();
  const printed = usePrinted();
  // The words are made anew with every rendering; they change with the language only.
  return useMemo(
    () => [
      {
        key: 'what',
        title: t('what'),
        width: 190,
        cell: ({ document, copy }) =>
          [t(`orders:document.${document}`), copy > 0 && t('orders:print.copy', { count: copy })]
            .filter(Boolean)
            .join(', '),
      },
      { key: 'number', title: t('number'), width: 130, cell: ({ number }) => number },
      {
        key: 'state',
        title: t('state'),
        width: 190,
        cell: (print) => <StatusBadge tone={tones[print.state]}>{printed(print)}</StatusBadge>,
      },
      {
        key: 'why',
        title: t('why'),
        width: 220,
        grow: true,
        cell: ({ state, error }) =>
          state === 'failed' && (
            <span className={classes.why} title={why(error)}>
              {why(error)}
            </span>
          ),
      },
      { key: 'at', title: t('at'), width: 164, cell: ({ at }) => formatTime(at, i18n.language) },
      { key: 'user', title: t('user'), width: 130, from: 900, cell: ({ user }) => user },
      { key: 'printer', title: t('printer'), width: 160, from: 1100, cell: ({ printer }) => place(printer) },
    ],
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [t, i18n.language],
  );

  function place(printer: string): string {
    return printer.startsWith('folder:') ? t('printer.folder') : printer.replace(/^system:/, '');
  }
  function why(code: string): string {
    return i18n.exists(`errors:${code}`)
      ? reason(new DeskError({ code }))
      : t('needs:print.lead', { why: code });
  }
}
