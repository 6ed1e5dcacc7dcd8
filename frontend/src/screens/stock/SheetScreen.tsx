import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SheetLine } from '../../bridge';
import { takesText, useCommands } from '../../commands';
import { useSounds } from '../../desk/sound';
import { go, link } from '../../route';
import { useScan, useTypingHome } from '../../scan';
import { EmptyState, ErrorLine, KeyButton, say, useFocusHome, useLatest } from '../../ui';
import { CountPapers } from './CountPapers';
import { Finder } from './Finder';
import { PlacePanel } from './PlacePanel';
import { PostPanel } from './PostPanel';
import { SheetLines, type LineActions } from './SheetLines';
import { Told } from './Told';
import { useSheet, type Keeper, type SheetKind } from './useSheet';
import { useTaking } from './useTaking';
import { useSheetWords } from './words';
import classes from './Stock.module.css';

/** One sheet: every scan counts, whatever has the focus, and posting puts it into the books. */
export function SheetScreen({ kind }: { kind: SheetKind }) {
  const { t } = useTranslation('stock');
  const keeper = useSheet(kind);
  const words = useSheetWords();
  const sounds = useSounds();
  const field = useRef<HTMLInputElement>(null);
  const goHome = useFocusHome(field);
  const [editing, setEditing] = useState(false);
  const [open, setOpen] = useState<'post' | 'place' | 'papers'>();
  const actions = useLineActions(keeper, setEditing);
  const { sheet, current } = keeper;
  const line = sheet?.lines.find(({ id }) => id === current);
  const close = () => {
    setOpen(undefined);
    goHome();
  };

  const { scan, add, choice, skip, told, setTold } = useTaking(keeper);
  useScan(({ code }) => scan(code), { ready: sheet !== undefined });
  useTypingHome(field, open === undefined && !editing);

  async function post(note: string): Promise<boolean> {
    const done = await keeper.post(note);
    if (!done) return false;
    sounds.yes();
    setTold(undefined);
    say(t(`posted.${kind}`, { count: done.lines, moves: done.moves }));
    return true;
  }

  const some = (sheet?.lines.length ?? 0) > 0;
  const atHome = () => document.activeElement === field.current && field.current?.value === '';
  const free = () => atHome() || (!takesText(document.activeElement) && open === undefined);
  const withLine = (run: (now: SheetLine) => void, when: () => boolean = free) => ({
    run: () => line && run(line),
    when: () => line !== undefined && when(),
  });
  const move = (by: number) => {
    const next = sheet?.lines[sheet.lines.findIndex(({ id }) => id === current) + by];
    if (next) keeper.choose(next.id);
  };
  useCommands({
    'stock.find': () => {
      close();
      field.current?.select();
    },
    'stock.switch': () => go('stock', ...(kind === 'receipt' ? ['count'] : [])),
    'stock.more': withLine((now) => actions.step(now, 1)),
    'stock.less': withLine((now) => actions.step(now, -1)),
    'stock.quantity': withLine(
      () => setEditing(true),
      () => open === undefined,
    ),
    'stock.remove': withLine(actions.remove),
    'stock.undo': {
      run: () => (sheet?.can_undo ? void keeper.tell('stock.undo', {}) : sounds.no()),
      when: free,
    },
    'stock.warehouse': {
      run: () => setOpen('place'),
      when: () => (sheet?.warehouses.length ?? 0) > 1 && open === undefined,
    },
    'stock.papers': { run: () => setOpen('papers'), when: () => kind === 'count' && open === undefined },
    'stock.post': { run: () => setOpen('post'), when: () => some && open === undefined },
    'stock.clear': { run: () => void keeper.tell('stock.clear', {}), when: () => some && free() },
    'stock.previous': { run: () => move(-1), when: () => some && atHome() },
    'stock.next': { run: () => move(1), when: () => some && atHome() },
  });

  if (!sheet) return keeper.error ? <ErrorLine error={keeper.error} /> : null;
  return (
    <div className={classes.page}>
      <div className={classes.work}>
        <header className={classes.head}>
          <h1>{t('title')}</h1>
          <Kinds kind={kind} />
          <span className={classes.spring} />
          {kind === 'count' && open === undefined && (
            <KeyButton command="stock.papers" size="compact-sm">
              {t('papers')}
            </KeyButton>
          )}
          {sheet.warehouses.length > 1 && (
            <KeyButton command="stock.warehouse" size="compact-sm">
              {sheet.warehouse}
            </KeyButton>
          )}
        </header>
        <Finder
          field={field}
          choices={choice?.offers}
          onCode={(code) => void scan(code)}
          onOffer={(offer) => void (choice ? scan(choice.code, offer) : add(offer))}
          onTimes={(quantity) => line && actions.set(line, quantity)}
          onNone={skip}
        />
        <Told told={told} onDrop={() => setTold(undefined)} />
        {some ? (
          <SheetLines sheet={sheet} current={current} editing={editing} actions={actions} />
        ) : (
          <div className={classes.lines}>
            <EmptyState title={t(`empty.${kind}`)} text={t(`empty.text.${kind}`)} />
          </div>
        )}
        <footer className={classes.foot}>
          {some && <strong>{words.sum(sheet)}</strong>}
          <span className={classes.spring} />
          {open === undefined && sheet.can_undo && (
            <KeyButton command="stock.undo" size="compact-sm">
              {t('undo')}
            </KeyButton>
          )}
          {open === undefined && some && (
            <KeyButton command="stock.clear" size="compact-sm">
              {t('clear')}
            </KeyButton>
          )}
          {open === undefined && some && (
            <KeyButton command="stock.post" variant="filled">
              {t('post')}
            </KeyButton>
          )}
        </footer>
      </div>
      {open === 'post' && <PostPanel sheet={sheet} onPost={post} onClose={close} />}
      {open === 'papers' && <CountPapers sheet={sheet} onClose={close} />}
      {open === 'place' && (
        <PlacePanel
          sheet={sheet}
          onChoose={(warehouse_id) => {
            close();
            void keeper.tell('stock.warehouse', { warehouse_id });
          }}
          onClose={close}
        />
      )}
    </div>
  );
}

/** What is done here: goods come in, or are counted. */
function Kinds({ kind }: { kind: SheetKind }) {
  const { t } = useTranslation('stock');
  return (
    <nav className={classes.kinds} aria-label={t('kinds')}>
      {(['receipt', 'count'] as const).map((each) => (
        <a
          key={each}
          href={each === 'count' ? link('stock', each) : link('stock')}
          aria-current={each === kind ? 'page' : undefined}
        >
          {t(`kind.${each}`)}
        </a>
      ))}
    </nav>
  );
}

/** What is done with the lines, by keys and by buttons alike. Stays the same, so that lines that did not change are not drawn again. */
function useLineActions(keeper: Keeper, edit: (on: boolean) => void): LineActions {
  const latest = useLatest(keeper);
  return useMemo(() => {
    const set = (line: SheetLine, quantity: number) =>
      void latest.current.tell('stock.change', { line: line.id, quantity });
    const remove = (line: SheetLine) => void latest.current.tell('stock.remove', { line: line.id });
    return {
      choose: (line) => latest.current.choose(line),
      edit,
      set,
      remove,
      step: (line, by) => {
        const least = latest.current.sheet?.kind === 'count' ? 0 : 1;
        if (line.quantity + by * 1000 < least) remove(line);
        else void latest.current.tell('stock.change', { line: line.id, quantity: 0, by: by * 1000 });
      },
    };
  }, [latest, edit]);
}
