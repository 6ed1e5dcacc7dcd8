import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BasketLine, Counter, LineTotal } from '../../bridge';
import { KeyHint } from '../../commands';
import { Checklist } from '../../frame/Checklist';
import {
  EmptyState,
  Figure,
  GoodsLine,
  GoodsLines,
  InPlace,
  LineQuantity,
  MoneyText,
  StatusBadge,
  useCurrency,
  useLatest,
} from '../../ui';
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
  const { lines } = counter.basket;
  const touched = lines.find(({ id }) => id === current);
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
    <GoodsLines label={t('lines')} touched={`${current} ${lines.length} ${touched?.quantity}`}>
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
    </GoodsLines>
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
    <GoodsLine
      title={line.title}
      notes={
        <>
          {line.sku && <span>{line.sku}</span>}
          {discount && <span>{t('line.discount', { discount })}</span>}
          {line.price !== line.regular && (
            <span>{t('line.regular', { price: words.money(line.regular) })}</span>
          )}
          {short && <StatusBadge tone="waits">{short}</StatusBadge>}
        </>
      }
      at={at}
      lit={lit}
      className={classes.line}
      onChoose={() => actions.choose(line.id)}
      onRemove={() => actions.remove(line)}
    >
      <LineQuantity
        of={line}
        lit={lit}
        editing={editing === 'quantity'}
        onEdit={() => {
          actions.choose(line.id);
          actions.edit('quantity');
        }}
        onDone={(quantity) => {
          actions.edit(undefined);
          if (quantity !== undefined) actions.change(line, { quantity });
        }}
        onStep={(by) => actions.step(line, by)}
      />
      <Price line={line} editing={editing === 'price'} actions={actions} />
      <span role="gridcell" className={classes.sum}>
        <MoneyText minor={(total?.gross ?? 0) - (total?.discount ?? 0)} size="sum" bare />
      </span>
    </GoodsLine>
  );
});

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
      <Figure
        label={t('line.price.change', { price: words.money(line.price) })}
        onEdit={() => {
          actions.choose(line.id);
          actions.edit('price');
        }}
      >
        <MoneyText minor={line.price} bare />
      </Figure>
    </span>
  );
}
