import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, saveFile, type Params } from '../../bridge';
import { say } from '../../ui';

/** What a paper is made of. */
export type Asked = Params<'papers.make'>;
export type PaperKind = Asked['document'];

type Way = 'print' | 'save';

/** Has a paper printed, by `queue` or else at once, or saved as a file, one at a time, and says in a line what came of it. */
export function usePapers(
  ask: () => Asked | Promise<Asked>,
  done: () => void,
  queue?: (asked: Asked) => Promise<void>,
) {
  const atOnce = usePrintNow();
  const print = queue ?? atOnce;
  const save = useSave();
  const [busy, setBusy] = useState<Way>();
  const [error, setError] = useState<unknown>();
  const running = useRef(false);

  async function run(way: Way) {
    if (running.current) return;
    running.current = true;
    setBusy(way);
    setError(undefined);
    try {
      const asked = await ask();
      await (way === 'print' ? print(asked) : save(asked));
      done();
    } catch (thrown) {
      setError(thrown);
    } finally {
      running.current = false;
      setBusy(undefined);
    }
  }

  return { busy, error, print: () => void run('print'), save: () => void run('save') };
}

/** Prints at once, beside the print queue. */
function usePrintNow(): (asked: Asked) => Promise<void> {
  const { t } = useTranslation('papers');
  const warn = useWarnings();
  return async (asked) => {
    const { printer, folder, pages, warnings } = await call('papers.print', asked);
    say(folder ? t('kept', { folder: printer }) : t('printed', { printer, count: pages }));
    warn(warnings);
  };
}

function useSave(): (asked: Asked) => Promise<void> {
  const { t } = useTranslation('papers');
  const warn = useWarnings();
  return async (asked) => {
    const { name, base64, warnings } = await call('papers.make', asked);
    const path = await saveFile(t('command.save'), name, base64);
    if (path !== '') say(t('saved', { file: path ?? name }));
    warn(warnings);
  };
}

function useWarnings(): (count: number) => void {
  const { t } = useTranslation('papers');
  return (count) => {
    if (count > 0) say(t('shortened', { count }), { tone: 'waits' });
  };
}
