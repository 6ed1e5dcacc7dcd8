import { CloseButton } from '@mantine/core';
import { memo, useRef, useState, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { BasketLine, Counter, LineTotal } from '../../bridge';
import { quantityDigits } from '../../format';
import { KeyHint } from '../../commands';
import { Checklist } from '../../frame/Checklist';
import { EmptyState, InPlace, MoneyText, StatusBadge, useCurrency, useInView, useLatest } from '../../ui';
import classes from './Lines.module.css';
import { useCounterWords } from './words';

/** What of the current line is being changed where it stands. */
export type Editing = 'quantity' | 'price' | undefined;

export type LineActions = {
  choose: (line: string) => void;
  edit: (what: Editing) => void;
  change: (line: BasketLine, part: { quantity?: number; price?: number }) => void;
  step: (line: BasketLine, by: 1 | -1) => void;
  remove: (line: BasketLine) => void;
};

type Props = { counter: Counter; current: string; editing: Editing; actions: LineActions };

/** What is being sold, the line touched last lit and in view. */
export function Lines({ counter, current, editing, actions }: Props) {
  const { t } = useTranslation('counter');
  const steady = useSteady(actions);
  const list = useRef<HTMLDivElement>(null);
  const { lines } = counter.basket;
  const touched = lines.find(({ id }) => id === current);
  useInView(list, `${current} ${lines.length} ${touched?.quantity}`);
  if (lines.length === 0) {
    return (
      <div className={classes.lines}>
        <EmptyState title={t('empty')} text={t('empty.text')}>
          <dl className={classes.keys}>
            {(['customer', 'park', 'return'] as const).map((action) => (
              <div key={action}>
                <dt>
                  <KeyHint command={`counter.${action}`} />
                </dt>
                <dd>{t(`command.${action}`)}</dd>
              </div>
            ))}
          </dl>
          <Checklist />
        </EmptyState>
      </div>
    );
  }
  return (
    <div
      ref={list}
      className={classes.lines}
      role="grid"
      aria-label={t('lines')}
      tabIndex={-1}
      onMouseDown={keepFocus}
    >
      {lines.map((line, at) => (
        <Line
          key={line.id}
          line={line}
          at={at}
          total={counter.totals.lines[at]}
          lit={line.id === current}
          editing={line.id === current ? editing : undefined}
          actions={steady}
        />
      ))}
    </div>
  );
}

/** The same functions at every rendering, that do what the latest ones do. */
function useSteady(actions: LineActions): LineActions {
  const latest = useLatest(actions);
  const [steady] = useState<LineActions>(() => ({
    choose: (line) => latest.current.choose(line),
    edit: (what) => latest.current.edit(what),
    change: (line, part) => latest.current.change(line, part),
    step: (line, by) => latest.current.step(line, by),
    remove: (line) => latest.current.remove(line),
  }));
  return steady;
}

/** The focus stays where the next scan goes, except for fields and buttons of a line. */
function keepFocus(event: MouseEvent) {
  if (!(event.target instanceof HTMLElement && event.target.closest('button, input'))) event.preventDefault();
}

type LineProps = {
  line: BasketLine;
  at: number;
  total: LineTotal | undefined;
  lit: boolean;
  editing: Editing;
  actions: LineActions;
};

/** A line that nothing happened to is not drawn again: a scan is shown as soon in a long sale as in a short one. */
const Line = memo(function Line({ line, at, total, lit, editing, actions }: LineProps) {
  const { t } = useTranslation('counter');
  const words = useCounterWords();
  const short = words.short(line);
  const discount = words.discount(line.discount);
  return (
    <div
      role="row"
      aria-selected={lit}
      tabIndex={-1}
      className={classes.line}
      onClick={() => actions.choose(line.id)}
      onKeyDown={() => undefined}
    >
      <span role="gridcell" className={classes.at}>
        {at + 1}
      </span>
      <span role="gridcell" className={classes.goods}>
        <span className={classes.title} title={line.title}>
          {line.title}
        </span>
        <span className={classes.notes}>
          {line.sku && <span className={classes.sku}>{line.sku}</span>}
          {discount && <span>{t('line.discount', { discount })}</span>}
          {line.price !== line.regular && (
            <span className={classes.sku}>{t('line.regular', { price: words.money(line.regular) })}</span>
          )}
          {short && <StatusBadge tone="waits">{short}</StatusBadge>}
        </span>
      </span>
      <Quantity line={line} lit={lit} editing={editing === 'quantity'} actions={actions} />
      <Price line={line} editing={editing === 'price'} actions={actions} />
      <span role="gridcell" className={classes.sum}>
        <MoneyText minor={(total?.gross ?? 0) - (total?.discount ?? 0)} size="sum" bare />
      </span>
      <span role="gridcell">
        <CloseButton
          tabIndex={-1}
          className={classes.remove}
          data-lit={lit}
          aria-label={t('line.remove', { title: line.title })}
          onClick={() => actions.remove(line)}
        />
      </span>
    </div>
  );
});

function Quantity({
  line,
  lit,
  editing,
  actions,
}: {
  line: BasketLine;
  lit: boolean;
  editing: boolean;
  actions: LineActions;
}) {
  const { t } = useTranslation('counter');
  const words = useCounterWords();
  if (editing) {
    return (
      <span role="gridcell" className={classes.quantity}>
        <InPlace
          label={t('line.quantity', { title: line.title })}
          value={line.quantity}
          digits={quantityDigits}
          onDone={(quantity) => {
            actions.edit(undefined);
            if (quantity !== undefined) actions.change(line, { quantity });
          }}
        />
      </span>
    );
  }
  return (
    <span role="gridcell" className={classes.quantity}>
      <button
        type="button"
        tabIndex={-1}
        className={classes.step}
        data-lit={lit}
        aria-label={t('line.less', { title: line.title })}
        onClick={() => actions.step(line, -1)}
      >
        {'−'}
      </button>
      <button
        type="button"
        tabIndex={-1}
        className={classes.figure}
        aria-label={t('line.quantity.change', { quantity: words.quantity(line.quantity, line.unit) })}
        onClick={() => {
          actions.choose(line.id);
          actions.edit('quantity');
        }}
      >
        {words.quantity(line.quantity, line.unit)}
      </button>
      <button
        type="button"
        tabIndex={-1}
        className={classes.step}
        data-lit={lit}
        aria-label={t('line.more', { title: line.title })}
        onClick={() => actions.step(line, 1)}
      >
        {'+'}
      </button>
    </span>
  );
}

function Price({ line, editing, actions }: { line: BasketLine; editing: boolean; actions: LineActions }) {
  const { t } = useTranslation('counter');
  const { digits } = useCurrency();
  const words = useCounterWords();
  if (editing) {
    return (
      <span role="gridcell" className={classes.price}>
        <InPlace
          label={t('line.price', { title: line.title })}
          value={line.price}
          digits={digits}
          onDone={(price) => {
            actions.edit(undefined);
            if (price !== undefined) actions.change(line, { price });
          }}
        />
      </span>
    );
  }
  return (
    <span role="gridcell" className={classes.price}>
      <button
        type="button"
        tabIndex={-1}
        className={classes.figure}
        aria-label={t('line.price.change', { price: words.money(line.price) })}
        onClick={() => {
          actions.choose(line.id);
          actions.edit('price');
        }}
      >
        <MoneyText minor={line.price} bare />
      </button>
    </span>
  );
}
