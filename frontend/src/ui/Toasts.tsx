import { Button, CloseButton } from '@mantine/core';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyHint, useCommands } from '../commands';
import { useErrorText } from './ErrorLine';
import { ShapeIcon } from './ShapeIcon';
import classes from './Toasts.module.css';
import { dismiss, say, toasts, watchToasts, type Toast } from './toasts';

/** Shows refusals of commands as toasts: useCommand('…', { refused: useSayError() }); answers the toast's id. */
export function useSayError(): (error: unknown) => number {
  const text = useErrorText();
  return (error) => say(text(error), { tone: 'danger' });
}

/** The place of the toasts; stands once, in the frame. Esc takes away what would stay, once no panel hears it. */
export function Toasts() {
  const shown = useSyncExternalStore(watchToasts, toasts);
  const staying = shown.findLast(({ stays_ms }) => stays_ms === undefined);
  const undoable = shown.findLast(({ undo }) => undo !== undefined);
  useCommands(
    {
      'ui.close': { run: () => staying && dismiss(staying.id), when: () => staying !== undefined },
      'ui.undo': { run: () => undoable && takeBack(undoable), when: () => undoable !== undefined },
    },
    { over: true },
  );
  return (
    <div className={classes.stack} role="status">
      {shown.map((toast) => (
        <Line key={toast.id} toast={toast} keyed={toast === undoable} />
      ))}
    </div>
  );
}

function takeBack({ id, undo }: Toast) {
  dismiss(id);
  undo?.();
}

function Line({ toast, keyed }: { toast: Toast; keyed: boolean }) {
  const { t } = useTranslation('ui');
  const left_s = useCountdown(toast);
  return (
    <div className={classes.toast} data-tone={toast.tone}>
      <ShapeIcon shape={toast.tone} />
      <span>{toast.text}</span>
      {toast.undo && (
        <Button
          size="compact-sm"
          rightSection={keyed && <KeyHint command="ui.undo" />}
          onClick={() => takeBack(toast)}
        >
          {t('undo', { seconds: left_s })}
        </Button>
      )}
      {toast.act && (
        <Button
          size="compact-sm"
          onClick={() => {
            dismiss(toast.id);
            toast.act?.run();
          }}
        >
          {toast.act.text}
        </Button>
      )}
      <CloseButton size="sm" aria-label={t('close')} onClick={() => dismiss(toast.id)} />
    </div>
  );
}

/** The whole seconds that a toast still stays; takes it away at none. */
function useCountdown({ id, stays_ms }: Toast): number {
  const [left_s, setLeft] = useState(Math.ceil((stays_ms ?? 0) / 1000));
  useEffect(() => {
    if (stays_ms === undefined) return undefined;
    const tick = setInterval(() => setLeft((left) => left - 1), 1000);
    const end = setTimeout(() => dismiss(id), stays_ms);
    return () => {
      clearInterval(tick);
      clearTimeout(end);
    };
  }, [id, stays_ms]);
  return left_s;
}
