import { useTranslation } from 'react-i18next';
import { useCommand, type DeskError } from '../../bridge';
import { useCommands } from '../../commands';
import { say } from '../../ui';
import { inDoubt, isOpen, standing, type Row } from './row';

type Panels = { from: () => void; other: () => void };

/** What can be done to a row now. */
export type Can = {
  again: boolean;
  cancel: boolean;
  pause: boolean;
  resume: boolean;
  from: boolean;
  other: boolean;
};

const nothing: Can = { again: false, cancel: false, pause: false, resume: false, from: false, other: false };

function canDo(row: Row | undefined): Can {
  if (!row) return nothing;
  const open = isOpen(row);
  const { print, run } = row;
  if (run) {
    const at = standing(run);
    const held = at === 'paused' || at === 'stopped' || at === 'failed';
    return {
      again: false,
      cancel: run.waiting + run.failed > 0,
      pause: at === 'printing' || at === 'waiting',
      resume: held,
      from: run.printing === 0,
      other: open && at !== 'doubt',
    };
  }
  const doubt = inDoubt(row);
  return {
    ...nothing,
    again: print?.state === 'failed' || !open,
    cancel: open && print?.state !== 'printing',
    from: doubt,
    other: open && !doubt && print?.state !== 'printing',
  };
}

/** The keys of the queue's current row. */
export function usePrintCommands(
  row: Row | undefined,
  panels: Panels,
): { can: Can; refused: DeskError | null } {
  const { t } = useTranslation('prints');
  const told = (words: string) => ({ done: () => void say(words) });
  const again = useCommand('prints.again', told(t('queued')));
  const cancel = useCommand('prints.cancel', told(t('given_up')));
  const dismiss = useCommand('prints.dismiss', told(t('given_up')));
  const cancelRun = useCommand('prints.cancel_run', told(t('run.given_up')));
  const pause = useCommand('prints.pause', told(t('paused')));
  const resume = useCommand('prints.resume', told(t('resumed')));
  const all = [again, cancel, dismiss, cancelRun, pause, resume];
  const idle = all.every(({ isPending }) => !isPending);
  const can = canDo(row);
  const give = (command: { mutate: (params: { id: string }) => void }) =>
    row && command.mutate({ id: row.id });
  useCommands({
    'prints.again': { run: () => give(again), when: () => can.again && idle },
    'prints.cancel': {
      run: () => give(row?.run ? cancelRun : row?.print?.state === 'failed' ? dismiss : cancel),
      when: () => can.cancel && idle,
    },
    'prints.pause': { run: () => give(pause), when: () => can.pause && idle },
    'prints.resume': { run: () => give(resume), when: () => can.resume && idle },
    'prints.from': { run: panels.from, when: () => can.from },
    'prints.other': { run: panels.other, when: () => can.other },
  });
  return { can, refused: all.find(({ error }) => error)?.error ?? null };
}
