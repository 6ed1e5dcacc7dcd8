import { CloseButton } from '@mantine/core';
import { useRef, type MouseEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { quantityDigits } from '../../format';
import { InPlace } from '../InPlace';
import { useWords } from '../OrderWords';
import { useInView } from '../useInView';
import classes from './GoodsLines.module.css';

type LinesProps = {
  label: string;
  /** The lit line comes into view whenever this changes. */
  touched: string;
  children: readonly ReactNode[];
};

/** Goods that are being sold, received or counted, line by line, the one touched last lit and in view. */
export function GoodsLines({ label, touched, children }: LinesProps) {
  const list = useRef<HTMLDivElement>(null);
  useInView(list, touched);
  return (
    <div
      ref={list}
      className={classes.lines}
      role="grid"
      aria-label={label}
      aria-rowcount={children.length}
      // A long list is scrolled by keys too.
      tabIndex={0}
      onMouseDown={keepFocus}
    >
      {children}
    </div>
  );
}

/** The focus stays where the next scan goes, except for fields and buttons of a line. */
function keepFocus(event: MouseEvent) {
  if (!(event.target instanceof HTMLElement && event.target.closest('button, input'))) event.preventDefault();
}

type LineProps = {
  title: string;
  /** What stands below the title, quietly. */
  notes: ReactNode;
  at: number;
  lit: boolean;
  /** Says where the cells stand, see GoodsLines.module.css. */
  className: string | undefined;
  onChoose: () => void;
  onRemove: () => void;
  /** The cells between the goods and the button that removes the line. */
  children: ReactNode;
};

/** One line: its place, the goods, the screen's own cells, and how to be rid of it. */
export function GoodsLine({ title, notes, at, lit, className, onChoose, onRemove, children }: LineProps) {
  const { t } = useTranslation('ui');
  return (
    <div
      role="row"
      aria-selected={lit}
      tabIndex={-1}
      className={`${classes.line} ${className ?? ''}`}
      onClick={onChoose}
      onKeyDown={() => undefined}
    >
      <span role="gridcell" className={classes.at}>
        {at + 1}
      </span>
      <span role="gridcell" className={classes.goods}>
        <span className={classes.title} title={title}>
          {unbroken(title)}
        </span>
        <span className={classes.notes}>{notes}</span>
      </span>
      {children}
      <span role="gridcell" className={classes.end}>
        <CloseButton
          tabIndex={-1}
          className={classes.remove}
          data-lit={lit}
          aria-label={t('line.remove', { title })}
          onClick={onRemove}
        />
      </span>
    </div>
  );
}

/** A number stays with its unit where the line breaks: 500 g. */
const unbroken = (title: string) => title.replace(/(\d) /g, '$1\u00a0');

type QuantityProps = {
  /** What has the quantity, in thousandths of a unit. */
  of: { title: string; quantity: number; unit: string };
  lit: boolean;
  editing: boolean;
  onEdit: () => void;
  /** Editing is over: with what was entered, or undefined when nothing is to change. */
  onDone: (quantity: number | undefined) => void;
  onStep: (by: 1 | -1) => void;
};

/** How much of it: one less, the figure, which is changed where it stands, one more. */
export function LineQuantity({
  of: { title, quantity, unit },
  lit,
  editing,
  onEdit,
  onDone,
  onStep,
}: QuantityProps) {
  const { t } = useTranslation('ui');
  const words = useWords();
  if (editing) {
    return (
      <span role="gridcell" className={classes.quantity}>
        <InPlace
          label={t('line.quantity', { title })}
          value={quantity}
          digits={quantityDigits}
          onDone={onDone}
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
      onClick={() => onStep(by)}
    >
      {sign}
    </button>
  );
  const text = words.quantity(quantity, unit);
  return (
    <span role="gridcell" className={classes.quantity}>
      {step(-1, '−', t('line.less', { title }))}
      <Figure label={t('line.quantity.change', { quantity: text })} onEdit={onEdit}>
        {text}
      </Figure>
      {step(1, '+', t('line.more', { title }))}
    </span>
  );
}

/** A figure of a line that a click lets be changed. */
export function Figure({
  label,
  onEdit,
  children,
}: {
  label: string;
  onEdit: () => void;
  children: ReactNode;
}) {
  return (
    <button type="button" tabIndex={-1} className={classes.figure} aria-label={label} onClick={onEdit}>
      {children}
    </button>
  );
}
