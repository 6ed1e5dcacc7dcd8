import { useQueryClient } from '@tanstack/react-query';
import { useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { call, deskKey, useCommand, useDesk, type Template, type TemplateElement } from '../../bridge';
import { go, isWithin } from '../../route';
import { say, settleField } from '../../ui';
import { keyOf, keyParams, places, useTemplateName } from './key';
import { add, change, duplicate, elements_max, made, remove, type Kind } from './model';
import { usePreview, type On } from './usePreview';
import { useSheet, type Card } from './useSheet';

const none: readonly never[] = [];

/** All that the editor of a template knows and does. */
export function useEditor(key: string, card: Card, inspector: RefObject<HTMLElement | null>) {
  const { t } = useTranslation('templates');
  const nameOf = useTemplateName();
  const first = card.id === '' ? t('copy.name', { name: nameOf(card) }) : card.name;
  const sheet = useSheet(key, { name: first, template: card.template });
  const { template } = sheet;
  const [chosen, setChosen] = useState<number>();
  const on = useOn(template.document);
  const preview = usePreview(template, on.on, on.orders !== undefined);
  const { faults = none, warnings = none, png = '' } = preview.data ?? {};
  const words = useMemo(() => new Map(card.fields.map((field) => [field, t(`field.${field}`)])), [card, t]);
  const used = useDesk('templates.list', {}).data?.find((row) => keyOf(row) === key)?.used ?? false;
  const latest = useRef(sheet);
  useLayoutEffect(() => {
    latest.current = sheet;
  });

  const element = chosen === undefined ? undefined : template.elements[chosen];
  const put = (next: Template, of?: string) => sheet.put({ template: next }, of);
  const { save, submit } = useSave(card, latest, on.on, setChosen);
  const use = useCommand('templates.use', { done: () => say(t(`used.${template.document}`)) });

  function choose(at: number) {
    setChosen(at);
    focusPart(at);
  }

  function putOn([next, at]: [Template, number]) {
    put(next);
    choose(at);
  }

  function copy() {
    const copied = chosen === undefined ? undefined : duplicate(template, chosen);
    if (copied) putOn(copied);
  }

  function drop() {
    if (chosen === undefined) return;
    put(remove(template, chosen));
    setChosen(undefined);
  }

  /** Takes the keys to the properties; what is typed or picked there goes behind the text. */
  function inspect() {
    const field = inspector.current?.querySelector<HTMLElement>('textarea, input, select');
    field?.focus();
    if (field instanceof HTMLTextAreaElement) field.setSelectionRange(field.value.length, field.value.length);
  }

  /** Goes back to what was saved; why it was not saved matters no more. */
  function discard() {
    sheet.drop();
    save.reset();
  }

  /** One step out: from the properties to the element, from it to the sheet, from that to the list. */
  function leave() {
    const { activeElement } = document;
    if (chosen === undefined) return go(...places);
    if (inspector.current?.contains(activeElement)) return focusPart(chosen);
    setChosen(undefined);
    if (activeElement instanceof HTMLElement) activeElement.blur();
    return undefined;
  }

  async function reset() {
    const shipped = await call('templates.get', { shipped: card.shipped });
    setChosen(undefined);
    put(shipped.template);
    say(t('reset.done'), { tone: 'plain', undo: () => latest.current.undo?.() });
  }

  return {
    sheet,
    element,
    chosen,
    on,
    words,
    faults,
    warnings,
    png,
    used,
    save,
    use,
    submit,
    put,
    choose,
    setChosen,
    copy,
    drop,
    discard,
    inspect,
    leave,
    reset,
    error: save.error ?? use.error ?? preview.error,
    room: template.elements.length < elements_max,
    insert: (kind: Kind) => putOn(add(template, made(kind, template))),
    changeChosen: (part: Partial<TemplateElement>, of?: string) =>
      chosen !== undefined && put(change(template, chosen, part), of && `${of} ${chosen}`),
    print: () => use.mutate({ document: template.document, ...keyParams(key) }),
  };
}

export type Editing = ReturnType<typeof useEditor>;

/** Saves the template. What is changed while that runs is not saved yet, and stays. */
function useSave(
  card: Card,
  latest: { readonly current: ReturnType<typeof useSheet> },
  on: On,
  setChosen: (at: number) => void,
) {
  const { t } = useTranslation('templates');
  const cache = useQueryClient();
  const save = useCommand('templates.save', {
    done: ({ id }, params) => {
      say(t('saved', { name: params.name.trim() }));
      // The saved one comes first: without it the old one would be seen for a moment.
      void cache.refetchQueries({ queryKey: deskKey('templates.get', { id }) }).then(() => {
        const now = latest.current;
        if (now.template === params.template && now.name === params.name) now.settle();
        if (card.id === '' && isWithin(...places)) go(...places, id);
      });
    },
    refused: ({ args }) => {
      if (typeof args.element === 'number' && args.element > 0) setChosen(args.element - 1);
    },
  });
  function submit() {
    settleField();
    const { name, template } = latest.current;
    save.mutate({ id: card.id, name, shipped: card.shipped, template, order_id: on.order_id ?? '' });
  }
  return { save, submit };
}

/** Gives the keys to an element, once it is drawn. */
function focusPart(at: number) {
  const find = () => document.querySelector<HTMLElement>(`[data-at="${at}"]`);
  const there = find();
  if (there) there.focus();
  else requestAnimationFrame(() => find()?.focus());
}

/** What the sticker is tried on: the last order until another is chosen, or made-up values. */
function useOn(kind: Template['document']) {
  const { data } = useDesk('orders.list', { kind: 'sale', limit: 20 });
  const [choice, choose] = useState('');
  const [copy, setCopy] = useState(false);
  // No order knows a place.
  const orders = kind === 'shelf' ? data && [] : data?.orders;
  // One that is delivered says more than one that was sold at the counter.
  const last = orders?.find(({ city }) => city !== '') ?? orders?.[0];
  const order = choice === '' ? last : orders?.find(({ id }) => id === choice);
  const sample = choice === 'longest' ? 'longest' : order ? '' : 'usual';
  const on: On = { sample, copy, ...(last && { order_id: (order ?? last).id }) };
  return { on, orders, choose, setCopy };
}
