import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, saveFile, type Params } from '../../bridge';
import { say } from '../../ui';

/** What a paper is made of. */
export type Asked = Params<'papers.make'>;
export type PaperKind = Asked['document'];

type Way = 'print' | 'save';

/** Has a paper printed, by `queue` or else as one of many orders or goods, or saved as a file, one at a time, and says in a line what came of it. */
export function usePapers(
  ask: () => Asked | Promise<Asked>,
  done: () => void,
  queue?: (asked: Asked) => Promise<void>,
) {
  const ofMany = useQueue();
  const print = queue ?? ofMany;
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

/** Has a paper of many orders, of goods or of places printed. */
function useQueue(): (asked: Asked) => Promise<void> {
  const { t } = useTranslation('papers');
  const warn = useWarnings();
  const last = useRef({ asked: '', id: '' });
  return async (asked) => {
    // Asked again for the same, because no answer came, it is the same request: nothing is printed twice.
    const what = JSON.stringify(asked);
    if (last.current.asked !== what) last.current = { asked: what, id: crypto.randomUUID() };
    const request_id = last.current.id;
    const { papers, folder, warnings } = await call('papers.print', { ...asked, request_id });
    last.current.asked = '';
    const document = t(`orders:document.${asked.document}`);
    say(papers > 1 ? t('queued.many', { document, count: papers }) : t('queued.one', { document }));
    if (folder !== undefined) say(t('kept', { folder }));
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
