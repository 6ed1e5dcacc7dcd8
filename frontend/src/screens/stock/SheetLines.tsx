import { CloseButton } from '@mantine/core';
import { memo, useRef, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { OpenSheet, SheetLine } from '../../bridge';
import { quantityDigits } from '../../format';
import { InPlace, StatusBadge, useInView, useWords } from '../../ui';
import classes from './Stock.module.css';
import type { SheetKind } from './useSheet';

export type LineActions = {
  choose: (line: string) => void;
  edit: (on: boolean) => void;
  set: (line: SheetLine, quantity: number) => void;
  step: (line: SheetLine, by: 1 | -1) => void;
  remove: (line: SheetLine) => void;
};

type Props = { sheet: OpenSheet; current: string; editing: boolean; actions: LineActions };

/** What was scanned, the line touched last lit and in view. */
export function SheetLines({ sheet, current, editing, actions }: Props) {
  const { t } = useTranslation('stock');
  const list = useRef<HTMLDivElement>(null);
  useInView(list, `${current} ${sheet.lines.length}`);
  return (
    <div
      ref={list}
      className={classes.lines}
      role="grid"
      aria-label={t('lines')}
      aria-rowcount={sheet.lines.length}
      // A long list is scrolled by keys too.
      tabIndex={0}
      onMouseDown={keepFocus}
    >
      {sheet.lines.map((line, at) => (
        <Line
          key={line.id}
          line={line}
          kind={sheet.kind}
          at={at}
          lit={line.id === current}
          editing={editing && line.id === current}
          actions={actions}
        />
      ))}
    </div>
  );
}

/** The focus stays where the next word goes, except for fields and buttons of a line. */
function keepFocus(event: MouseEvent) {
  if (!(event.target instanceof HTMLElement && event.target.closest('button, input'))) event.preventDefault();
}

type LineProps = {
  line: SheetLine;
  kind: SheetKind;
  at: number;
  lit: boolean;
  editing: boolean;
  actions: LineActions;
};

// A long sheet has two thousand lines, of which a scan changes one.
const Line = memo(function Line({ line, kind, at, lit, editing, actions }: LineProps) {
  const { t } = useTranslation('stock');
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
        <span className={classes.sku}>{line.sku}</span>
      </span>
      <Books line={line} kind={kind} />
      <Quantity line={line} lit={lit} editing={editing} actions={actions} />
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

/** What the books say, and of a count how it differs. */
function Books({ line: { quantity, seen, unit }, kind }: { line: SheetLine; kind: SheetKind }) {
  const { t } = useTranslation('stock');
  const words = useWords();
  const differs = quantity - seen;
  if (kind === 'receipt') {
    return (
      <span role="gridcell" className={classes.books}>
        {t('line.grows', { from: words.quantity(seen, unit), to: words.quantity(seen + quantity, unit) })}
      </span>
    );
  }
  return (
    <span role="gridcell" className={classes.books}>
      <span>{t('line.seen', { quantity: words.quantity(seen, unit) })}</span>
      {differs === 0 ? (
        <StatusBadge tone="done">{t('line.same')}</StatusBadge>
      ) : (
        <StatusBadge tone="waits">
          {t(differs > 0 ? 'line.over' : 'line.short', { quantity: words.quantity(Math.abs(differs), unit) })}
        </StatusBadge>
      )}
    </span>
  );
}

type QuantityProps = Pick<LineProps, 'line' | 'lit' | 'editing' | 'actions'>;

function Quantity({ line, lit, editing, actions }: QuantityProps) {
  const { t } = useTranslation('stock');
  const words = useWords();
  if (editing) {
    return (
      <span role="gridcell" className={classes.quantity}>
        <InPlace
          label={t('line.quantity', { title: line.title })}
          value={line.quantity}
          digits={quantityDigits}
          onDone={(quantity) => {
            actions.edit(false);
            if (quantity !== undefined) actions.set(line, quantity);
          }}
        />
      </span>
    );
  }
  const step = (by: 1 | -1, sign: string, label: string) => (
    <button
      type="button"
      tabIndex={-1}
      className={classes.step}
      data-lit={lit}
      aria-label={label}
      onClick={() => actions.step(line, by)}
    >
      {sign}
    </button>
  );
  return (
    <span role="gridcell" className={classes.quantity}>
      {step(-1, '−', t('line.less', { title: line.title }))}
      <button
        type="button"
        tabIndex={-1}
        className={classes.figure}
        aria-label={t('line.quantity.change', { quantity: words.quantity(line.quantity, line.unit) })}
        onClick={() => {
          actions.choose(line.id);
          actions.edit(true);
        }}
      >
        {words.quantity(line.quantity, line.unit)}
      </button>
      {step(1, '+', t('line.more', { title: line.title }))}
    </span>
  );
}
