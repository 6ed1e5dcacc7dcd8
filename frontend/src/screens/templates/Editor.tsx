import { Button, Checkbox, NativeSelect, TextInput, VisuallyHidden } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, deskKey, useCommand, useDesk, type Template } from '../../bridge';
import { KeyHint, useCommands } from '../../commands';
import { go, link } from '../../route';
import { ErrorLine, KeyButton, say, settleField, StatusBadge } from '../../ui';
import { Canvas } from './Canvas';
import { Inspector } from './Inspector';
import { places, useTemplateName } from './key';
import { add, change, duplicate, elements_max, made, remove, type Kind } from './model';
import { SheetPart, Told } from './SheetPart';
import classes from './Templates.module.css';
import { usePreview, type On } from './usePreview';
import { useSheet, type Card } from './useSheet';

const kinds = ['text', 'code', 'box', 'line', 'picture'] as const satisfies readonly Kind[];
const none: readonly never[] = [];

/** The editor: the sticker as it is printed, its elements, and what the chosen one says. */
export function Editor({ at: key, card }: { at: string; card: Card }) {
  const { t } = useTranslation('templates');
  const nameOf = useTemplateName();
  const first = card.id === '' ? t('copy.name', { name: nameOf(card) }) : card.name;
  const sheet = useSheet(key, { name: first, template: card.template });
  const { name, template, changed } = sheet;
  const [chosen, setChosen] = useState<number>();
  const [on, setOn, orders] = useOn();
  const preview = usePreview(template, on, orders !== undefined);
  const { faults = none, warnings = none, png = '' } = preview.data ?? {};
  const words = useMemo(
    () => new Map(card.fields.map((field) => [field, t(`field.${field}`)])),
    [card.fields, t],
  );
  const faulty = useMemo(() => new Set(faults.map(({ element }) => element - 1)), [faults]);
  const inspector = useRef<HTMLDivElement>(null);
  const cache = useQueryClient();

  const element = chosen === undefined ? undefined : template.elements[chosen];
  const put = (next: Template, of?: string) => sheet.put({ template: next }, of);
  const latest = useRef(sheet);
  useLayoutEffect(() => {
    latest.current = sheet;
  });

  const save = useCommand('templates.save', {
    done: ({ id }, params) => {
      say(t('saved', { name: params.name.trim() }));
      void cache.refetchQueries({ queryKey: deskKey('templates.get', { id }) }).then(() => {
        // What was changed since is not saved yet.
        const now = latest.current;
        if (now.template === params.template && now.name === params.name) now.settle();
        if (card.id === '') go(...places, id);
      });
    },
    refused: ({ args }) => {
      if (typeof args.element === 'number' && args.element > 0) setChosen(args.element - 1);
    },
  });
  const use = useCommand('templates.use', { done: () => say(t(`used.${template.document}`)) });

  function submit() {
    settleField();
    const now = latest.current;
    save.mutate({
      id: card.id,
      name: now.name,
      shipped: card.shipped,
      template: now.template,
      order_id: on.order_id ?? '',
    });
  }

  function insert(kind: Kind) {
    const [next, at] = add(template, made(kind, template));
    put(next);
    setChosen(at);
    focusPart(at);
  }

  function copy() {
    const copied = chosen === undefined ? undefined : duplicate(template, chosen);
    if (!copied) return;
    put(copied[0]);
    setChosen(copied[1]);
    focusPart(copied[1]);
  }

  function drop() {
    if (chosen === undefined) return;
    put(remove(template, chosen));
    setChosen(undefined);
  }

  async function reset() {
    const { template: shipped } = await call('templates.get', { shipped: card.shipped });
    setChosen(undefined);
    put(shipped);
    say(t('reset.done'), { tone: 'plain', undo: () => latest.current.undo?.() });
  }

  function close() {
    if (inspector.current?.contains(document.activeElement) && chosen !== undefined) return focusPart(chosen);
    if (chosen === undefined) return go(...places);
    setChosen(undefined);
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    return undefined;
  }

  const room = template.elements.length < elements_max;
  useCommands({
    ...Object.fromEntries(
      kinds.map((kind) => [`templates.${kind}`, { run: () => insert(kind), when: () => room }]),
    ),
    'templates.duplicate': { run: copy, when: () => element !== undefined && room },
    'templates.remove': { run: drop, when: () => element !== undefined },
    'templates.undo': { run: () => sheet.undo?.(), when: () => sheet.undo !== undefined },
    'templates.redo': { run: () => sheet.redo?.(), when: () => sheet.redo !== undefined },
    'templates.inspect': () =>
      inspector.current?.querySelector<HTMLElement>('textarea, input, select')?.focus(),
    'templates.use': {
      run: () => use.mutate({ document: template.document, ...keyOfCard(card) }),
      when: () => !changed && !use.isPending,
    },
    'templates.save': { run: submit, when: () => !save.isPending },
    'ui.close': close,
  });

  return (
    <article className={classes.editor} aria-label={name}>
      <header className={classes.head}>
        <a className={classes.back} href={link(...places)} aria-label={t('back')}>
          <span aria-hidden="true">←</span>
          <KeyHint command="ui.close" />
        </a>
        <VisuallyHidden component="h1">{nameOf(card)}</VisuallyHidden>
        <TextInput
          data-name
          aria-label={t('name')}
          value={name}
          maxLength={100}
          onChange={(event) => sheet.put({ name: event.currentTarget.value }, 'name')}
        />
        {changed && <StatusBadge tone="waits">{t('unsaved')}</StatusBadge>}
        <span className={classes.spring} />
        {changed && <Button onClick={sheet.drop}>{t('drop')}</Button>}
        <KeyButton command="templates.use" disabled={changed}>
          {t('use')}
        </KeyButton>
        <KeyButton command="templates.save" variant="filled" loading={save.isPending}>
          {t(card.id === '' ? 'save.copy' : 'save')}
        </KeyButton>
      </header>
      <div className={classes.tools} role="toolbar" aria-label={t('tools')}>
        {kinds.map((kind) => (
          <KeyButton key={kind} size="compact-md" command={`templates.${kind}`} disabled={!room}>
            {t(`kind.${kind}`)}
          </KeyButton>
        ))}
        <span className={classes.spring} />
        <Button
          size="compact-md"
          aria-label={t('command.undo')}
          title={t('command.undo')}
          disabled={!sheet.undo}
          onClick={sheet.undo}
        >
          ↶
        </Button>
        <Button
          size="compact-md"
          aria-label={t('command.redo')}
          title={t('command.redo')}
          disabled={!sheet.redo}
          onClick={sheet.redo}
        >
          ↷
        </Button>
        <NativeSelect
          aria-label={t('on')}
          value={on.sample || on.order_id || ''}
          data={[
            ...(orders ?? none).map(({ id, number }) => ({ value: id, label: t('on.order', { number }) })),
            { value: 'usual', label: t('on.usual') },
            { value: 'longest', label: t('on.longest') },
          ]}
          onChange={(event) => setOn(event.currentTarget.value)}
        />
        {template.document === 'label' && (
          <Checkbox
            label={t('on.copy')}
            checked={on.copy ?? false}
            onChange={(event) => setOn(event.currentTarget.checked ? 'copy' : 'original')}
          />
        )}
      </div>
      <div>
        <ErrorLine error={save.error ?? use.error ?? preview.error} />
      </div>
      <div className={classes.body}>
        <Canvas
          template={template}
          png={png}
          words={words}
          faulty={faulty}
          chosen={chosen}
          onChoose={setChosen}
          onChange={put}
        />
        <aside className={classes.side} aria-label={t('inspector')}>
          <div ref={inspector} className={classes.inspector}>
            {element && chosen !== undefined ? (
              <Inspector
                key={chosen}
                element={element}
                words={words}
                faults={faults.filter((fault) => fault.element === chosen + 1)}
                onChange={(part, of) => put(change(template, chosen, part), of && `${of} ${chosen}`)}
              />
            ) : (
              <SheetPart
                template={template}
                faults={faults}
                onChange={(part) => put({ ...template, ...part })}
                {...(card.id !== '' && card.shipped !== '' && { onReset: () => void reset() })}
                onChoose={(at) => {
                  setChosen(at);
                  focusPart(at);
                }}
              />
            )}
          </div>
          <Told
            faults={faults}
            warnings={warnings}
            onChoose={(at) => {
              setChosen(at);
              focusPart(at);
            }}
          />
        </aside>
      </div>
    </article>
  );
}

/** Gives the keys to an element, once it is drawn. */
function focusPart(at: number) {
  const find = () => document.querySelector<HTMLElement>(`[data-at="${at}"]`);
  const there = find();
  if (there) there.focus();
  else requestAnimationFrame(() => find()?.focus());
}

const keyOfCard = ({ id, shipped }: Card) => (id === '' ? { shipped } : { id });

/** What the sticker is tried on: the last order until another is chosen, or made-up values. */
function useOn(): [On, (choice: string) => void, { id: string; number: string }[] | undefined] {
  const { data } = useDesk('orders.list', { kind: 'sale', limit: 20 });
  const [choice, setChoice] = useState('');
  const [copy, setCopy] = useState(false);
  const orders = data?.orders;
  // One that is delivered says more than one that was sold at the counter.
  const last = orders?.find(({ city }) => city !== '') ?? orders?.[0];
  const order = choice === '' ? last : orders?.find(({ id }) => id === choice);
  const sample = choice === 'longest' ? 'longest' : order ? '' : 'usual';
  const on: On = { sample, copy, ...(last && { order_id: (order ?? last).id }) };
  function choose(next: string) {
    if (next === 'copy' || next === 'original') setCopy(next === 'copy');
    else setChoice(next);
  }
  return [on, choose, orders];
}
