import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { OpenSheet, SheetLine } from '../../bridge';
import { GoodsLine, GoodsLines, LineQuantity, StatusBadge, useWords } from '../../ui';
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
  return (
    <GoodsLines label={t('lines')} touched={`${current} ${sheet.lines.length}`}>
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
    </GoodsLines>
  );
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
  return (
    <GoodsLine
      title={line.title}
      notes={line.sku}
      at={at}
      lit={lit}
      className={classes.line}
      onChoose={() => actions.choose(line.id)}
      onRemove={() => actions.remove(line)}
    >
      <Books line={line} kind={kind} />
      <LineQuantity
        of={line}
        lit={lit}
        editing={editing}
        onEdit={() => {
          actions.choose(line.id);
          actions.edit(true);
        }}
        onDone={(quantity) => {
          actions.edit(false);
          if (quantity !== undefined) actions.set(line, quantity);
        }}
        onStep={(by) => actions.step(line, by)}
      />
    </GoodsLine>
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
