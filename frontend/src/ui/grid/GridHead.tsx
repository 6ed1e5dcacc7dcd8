import { useRef, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { nextSort, width_min, type Column, type Sort } from './columns';
import classes from './Grid.module.css';

type Props<Row> = {
  columns: readonly Column<Row>[];
  sort: Sort | undefined;
  onSort: ((sort: Sort) => void) | undefined;
  /** Called while a border is dragged, with undefined to give a column its first width back. */
  onWidth: (key: string, width: number | undefined) => void;
};

/** The heads of the columns: they sort, and their right borders change the width. */
export function GridHead<Row>({ columns, sort, onSort, onWidth }: Props<Row>) {
  const { t } = useTranslation('ui');
  return (
    <div className={classes.head} role="row" aria-rowindex={1}>
      {columns.map(({ key, title, end, sortable }) => {
        const sorted = sort?.key === key ? (sort.down ? 'descending' : 'ascending') : undefined;
        return (
          <div key={key} role="columnheader" className={classes.title} data-end={end} aria-sort={sorted}>
            {sortable && onSort ? (
              <button
                type="button"
                tabIndex={-1}
                className={classes.sort}
                onClick={() => onSort(nextSort(sort, key))}
              >
                {title}
                {sorted && <span aria-hidden="true">{sorted === 'ascending' ? '↑' : '↓'}</span>}
              </button>
            ) : (
              title
            )}
            <Border hint={t('grid.resize', { column: title })} onWidth={(width) => onWidth(key, width)} />
          </div>
        );
      })}
    </div>
  );
}

function Border({ hint, onWidth }: { hint: string; onWidth: (width: number | undefined) => void }) {
  const began = useRef<{ x: number; width: number }>(undefined);
  function begin(event: PointerEvent<HTMLSpanElement>) {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    began.current = { x: event.clientX, width: event.currentTarget.parentElement?.offsetWidth ?? 0 };
  }
  return (
    <span
      className={classes.border}
      title={hint}
      aria-hidden="true"
      onPointerDown={begin}
      onPointerMove={(event) => {
        const from = began.current;
        if (from) onWidth(Math.max(width_min, Math.round(from.width + event.clientX - from.x)));
      }}
      onPointerUp={() => (began.current = undefined)}
      onPointerCancel={() => (began.current = undefined)}
      onDoubleClick={() => onWidth(undefined)}
    />
  );
}
