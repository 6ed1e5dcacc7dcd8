import { Button, Checkbox, NativeSelect, TextInput, VisuallyHidden } from '@mantine/core';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../commands';
import { BackLink, ErrorLine, KeyButton, StatusBadge } from '../../ui';
import { Canvas } from './Canvas';
import { Inspector } from './Inspector';
import { places, useTemplateName } from './key';
import type { Kind } from './model';
import { SheetPart, Told } from './SheetPart';
import classes from './Templates.module.css';
import { useEditor, type Editing } from './useEditor';
import type { Card } from './useSheet';

const kinds = ['text', 'code', 'box', 'line', 'picture'] as const satisfies readonly Kind[];

/** The editor: the sticker as it is printed, its elements, and what the chosen one says. */
export function Editor({ at: key, card }: { at: string; card: Card }) {
  const inspector = useRef<HTMLDivElement>(null);
  const editing = useEditor(key, card, inspector);
  const { sheet, element, room, faults, save, use, used } = editing;
  const faulty = useMemo(() => new Set(faults.map(({ element: at }) => at - 1)), [faults]);
  useCommands({
    ...Object.fromEntries(
      kinds.map((kind) => [`templates.${kind}`, { run: () => editing.insert(kind), when: () => room }]),
    ),
    'templates.duplicate': { run: editing.copy, when: () => element !== undefined && room },
    'templates.remove': { run: editing.drop, when: () => element !== undefined },
    'templates.undo': { run: () => sheet.undo?.(), when: () => sheet.undo !== undefined },
    'templates.redo': { run: () => sheet.redo?.(), when: () => sheet.redo !== undefined },
    'templates.inspect': editing.inspect,
    'templates.use': { run: editing.print, when: () => !sheet.changed && !used && !use.isPending },
    // A second press waits for the first to end; of a new template it would make two.
    'templates.save': { run: editing.submit, when: () => card.id !== '' || !save.isPending },
    'ui.close': editing.leave,
  });
  return (
    <article className={classes.editor} aria-label={sheet.name}>
      <Head card={card} editing={editing} />
      <Tools editing={editing} />
      <div>
        <ErrorLine error={editing.error} />
      </div>
      <div className={classes.body}>
        <Canvas
          template={sheet.template}
          png={editing.png}
          words={editing.words}
          faulty={faulty}
          chosen={editing.chosen}
          onChoose={editing.setChosen}
          onChange={editing.put}
        />
        <Side card={card} editing={editing} inspector={inspector} />
      </div>
    </article>
  );
}

function Head({ card, editing: { sheet, used, save, discard } }: { card: Card; editing: Editing }) {
  const { t } = useTranslation('templates');
  const nameOf = useTemplateName();
  return (
    <header className={classes.head}>
      <BackLink list={places} label={t('back')} />
      <VisuallyHidden component="h1">{nameOf(card)}</VisuallyHidden>
      <TextInput
        data-name
        aria-label={t('name')}
        value={sheet.name}
        maxLength={100}
        onChange={(event) => sheet.put({ name: event.currentTarget.value }, 'name')}
      />
      {sheet.changed && <StatusBadge tone="waits">{t('unsaved')}</StatusBadge>}
      <span className={classes.spring} />
      {sheet.changed && <Button onClick={discard}>{t('drop')}</Button>}
      {used ? (
        <StatusBadge tone="done">{t('printed')}</StatusBadge>
      ) : (
        <KeyButton command="templates.use" disabled={sheet.changed}>
          {t('use')}
        </KeyButton>
      )}
      <KeyButton command="templates.save" variant="filled" loading={save.isPending}>
        {t(card.id === '' ? 'save.copy' : 'save')}
      </KeyButton>
    </header>
  );
}

function Tools({ editing: { sheet, room, on } }: { editing: Editing }) {
  const { t } = useTranslation('templates');
  const steps = [
    { name: t('command.undo'), sign: '↶', run: sheet.undo },
    { name: t('command.redo'), sign: '↷', run: sheet.redo },
  ];
  return (
    <div className={classes.tools} role="toolbar" aria-label={t('tools')}>
      {kinds.map((kind) => (
        <KeyButton key={kind} size="compact-md" command={`templates.${kind}`} disabled={!room}>
          {t(`kind.${kind}`)}
        </KeyButton>
      ))}
      <span className={classes.spring} />
      {steps.map(({ name, sign, run }) => (
        <Button key={name} size="compact-md" aria-label={name} title={name} disabled={!run} onClick={run}>
          {sign}
        </Button>
      ))}
      <NativeSelect
        aria-label={t('on')}
        value={on.on.sample || on.on.order_id || ''}
        data={[
          ...(on.orders ?? []).map(({ id, number }) => ({ value: id, label: t('on.order', { number }) })),
          { value: 'usual', label: t('on.usual') },
          { value: 'longest', label: t('on.longest') },
        ]}
        onChange={(event) => on.choose(event.currentTarget.value)}
      />
      {sheet.template.document === 'label' && (
        <Checkbox
          label={t('on.copy')}
          checked={on.on.copy ?? false}
          onChange={(event) => on.setCopy(event.currentTarget.checked)}
        />
      )}
    </div>
  );
}

type SideProps = { card: Card; editing: Editing; inspector: React.RefObject<HTMLDivElement | null> };

function Side({ card, editing, inspector }: SideProps) {
  const { t } = useTranslation('templates');
  const { sheet, element, chosen = 0, faults, warnings, words } = editing;
  const ours = card.id !== '' && card.shipped !== '';
  return (
    <aside className={classes.side} aria-label={t('inspector')}>
      <div ref={inspector} className={classes.inspector}>
        {element ? (
          <Inspector
            key={chosen}
            element={element}
            words={words}
            faults={faults.filter((fault) => fault.element === chosen + 1)}
            onChange={editing.changeChosen}
          />
        ) : (
          <SheetPart
            template={sheet.template}
            faults={faults}
            onChange={(part) => editing.put({ ...sheet.template, ...part })}
            onChoose={editing.choose}
            {...(ours && { onReset: () => void editing.reset() })}
          />
        )}
      </div>
      <Told faults={faults} warnings={warnings} onChoose={editing.choose} />
    </aside>
  );
}
