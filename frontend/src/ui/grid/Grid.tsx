import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useKept } from '../useKept';
import { fitting, leastWidth, template, type Column, type Sort } from './columns';
import classes from './Grid.module.css';
import { GridHead } from './GridHead';
import { extend, move, toggle } from './keys';

export type GridProps<Row> = {
  /** Its widths, and the place where it was left, are remembered under this name. */
  name: string;
  /** What it is a list of, for those who hear the screen. */
  label: string;
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  columns: readonly Column<Row>[];
  /** The order that the desk answered in; the grid never sorts. */
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** Enter or a double click. */
  onOpen?: (row: Row) => void;
  /** The current row changed: by arrows ("key") or a click ("pointer"). */
  onCurrent?: (row: Row, by: 'key' | 'pointer') => void;
  /** Keys of the rows that are selected, by Space, Shift and arrows, or Ctrl and a click. No selection when left out. */
  selected?: ReadonlySet<string>;
  onSelect?: (selected: Set<string>) => void;
  /** Whether there are more rows to ask for; then loadMore is called as the last ones come near. */
  more?: boolean;
  loadMore?: () => void;
  /** How many rows there are in all, when known. */
  total?: number;
  /** Shown instead of rows when there are none. */
  empty?: ReactNode;
  /** A meaning that tints the whole row. */
  rowTone?: (row: Row) => 'waits' | 'danger' | 'done' | undefined;
  /** Keys of rows that have just come: quietly lit. */
  fresh?: ReadonlySet<string>;
  ref?: Ref<HTMLDivElement>;
};

// Where each grid was left: its scroll and current row, while the program runs.
const left = new Map<string, { offset: number; current: string | undefined }>();

/** A long table that is worked by keyboard: arrows, PageUp and PageDown, Home, End, Space, Enter. Only what is seen is drawn. */
export function Grid<Row>(props: GridProps<Row>) {
  const { name, label, rows, rowKey, columns, sort, onSort, selected, more = false, empty } = props;
  const { t } = useTranslation('ui');
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [widths, setWidths] = useKept<Record<string, number>>(`grid.${name}`, {});
  const { width, row_px } = useMeasures(scroller);
  const shown = fitting(columns, width);
  const keys = useMemo(() => rows.map(rowKey), [rows, rowKey]);
  const { virtual, at, handle, choose } = useGrid(props, keys, scroller, row_px);
  const seen = virtual.getVirtualItems();

  useLoadMore(props, seen.at(-1)?.index ?? -1);

  return (
    <div
      ref={(node) => {
        scroller.current = node;
        if (typeof props.ref === 'function') props.ref(node);
        else if (props.ref) props.ref.current = node;
      }}
      className={classes.grid}
      style={{
        ['--columns' as string]: template(shown, widths),
        ['--columns-width' as string]: `${leastWidth(shown, widths)}px`,
      }}
      role="grid"
      aria-label={label}
      aria-rowcount={props.total === undefined ? -1 : props.total + 1}
      aria-multiselectable={selected ? true : undefined}
      aria-activedescendant={seen.some(({ index }) => index === at) ? `${id}${keys[at]}` : undefined}
      aria-busy={more && rows.length === 0 ? true : undefined}
      tabIndex={0}
      onKeyDown={handle}
    >
      <GridHead
        columns={shown}
        sort={sort}
        onSort={onSort}
        onWidth={(key, next) => {
          const { [key]: _, ...others } = widths;
          setWidths(next === undefined ? others : { ...others, [key]: next });
        }}
      />
      {rows.length === 0 && !more ? (
        empty && (
          <div role="rowgroup">
            <div role="row">
              <div role="gridcell">{empty}</div>
            </div>
          </div>
        )
      ) : (
        <div className={classes.rows} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {seen.map(({ index, start }) => {
            const row = rows[index];
            const key = keys[index];
            return row === undefined || key === undefined ? null : (
              <div
                key={key}
                id={`${id}${key}`}
                role="row"
                tabIndex={-1}
                aria-rowindex={index + 2}
                aria-selected={selected ? selected.has(key) : index === at}
                className={classes.row}
                data-current={index === at}
                data-tone={props.rowTone?.(row)}
                data-fresh={props.fresh?.has(key)}
                style={{ transform: `translateY(${start - row_px}px)` }}
                onClick={(event) => choose(index, event)}
                onDoubleClick={() => props.onOpen?.(row)}
                onKeyDown={() => undefined}
              >
                {shown.map(({ key: column, end, cell }) => (
                  <div key={column} role="gridcell" className={classes.cell} data-end={end}>
                    {cell(row)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      )}
      {more && <p className={classes.loading}>{t('grid.loading')}</p>}
    </div>
  );
}

type Chosen = { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean };

/** What a grid does: which rows are drawn, which one is current, and what keys and clicks change. */
function useGrid<Row>(
  { name, rows, onOpen, onCurrent, selected, onSelect }: GridProps<Row>,
  keys: readonly string[],
  scroller: React.RefObject<HTMLDivElement | null>,
  row_px: number,
) {
  const [currentKey, setCurrentKey] = useState(() => left.get(name)?.current);
  // A key and not a place: rows come and go above it, and a list is come back to.
  const anchor = useRef<string>(undefined);
  const found = currentKey === undefined ? -1 : keys.indexOf(currentKey);
  // When the current row has gone, the one that took its place is current.
  const lastAt = useRef(0);
  const at = found >= 0 ? found : Math.min(lastAt.current, keys.length - 1);
  useEffect(() => {
    lastAt.current = Math.max(at, 0);
  }, [at]);

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => row_px,
    overscan: 6,
    initialOffset: left.get(name)?.offset ?? 0,
    // The heads stand before the rows, stick to the top and hide a row's height.
    scrollMargin: row_px,
    scrollPaddingStart: row_px,
  });
  useLayoutEffect(() => virtual.measure(), [virtual, row_px]);
  useLeft(name, currentKey, scroller);

  /** The selection with the rows added that lie between `to` and where it was begun: at the current row if nowhere. */
  function extended(chosen: ReadonlySet<string>, to: number) {
    const began = anchor.current === undefined ? -1 : keys.indexOf(anchor.current);
    const from = began < 0 ? at : began;
    anchor.current = keys[from];
    return extend(chosen, keys, from, to);
  }

  function goTo(index: number, by: 'key' | 'pointer') {
    const row = rows[index];
    if (row === undefined) return;
    setCurrentKey(keys[index]);
    virtual.scrollToIndex(index);
    onCurrent?.(row, by);
  }

  function handle(event: KeyboardEvent<HTMLDivElement>) {
    if (event.target !== event.currentTarget || event.altKey) return;
    const page = Math.floor((scroller.current?.clientHeight ?? 0) / row_px) - 1;
    const to = event.ctrlKey || event.metaKey ? undefined : move(event.key, at, keys.length, page);
    const row = rows[at];
    if (to !== undefined) {
      if (event.shiftKey && selected) onSelect?.(extended(selected, to));
      else anchor.current = keys[to];
      goTo(to, 'key');
    } else if (event.code === 'Space' && selected && keys[at] !== undefined) {
      anchor.current = keys[at];
      onSelect?.(toggle(selected, keys[at]));
    } else if (event.key === 'Enter' && row !== undefined && onOpen) {
      onOpen(row);
    } else if (event.code === 'KeyA' && (event.ctrlKey || event.metaKey) && selected) {
      onSelect?.(new Set(keys));
    } else {
      return;
    }
    event.preventDefault();
  }

  function choose(index: number, { shiftKey, ctrlKey, metaKey }: Chosen) {
    const key = keys[index];
    if (selected && key !== undefined) {
      if (shiftKey) onSelect?.(extended(selected, index));
      else if (ctrlKey || metaKey) onSelect?.(toggle(selected, key));
    }
    if (!shiftKey) anchor.current = key;
    goTo(index, 'pointer');
    scroller.current?.focus({ preventScroll: true });
  }

  return { virtual, at, handle, choose };
}

/** Asks for more rows when the last drawn one is near the end; once for each length. */
function useLoadMore<Row>({ rows, more, loadMore }: GridProps<Row>, last: number) {
  const asked = useRef(-1);
  useEffect(() => {
    if (!more || last < rows.length - 20 || asked.current === rows.length) return;
    asked.current = rows.length;
    loadMore?.();
  }, [more, last, rows.length, loadMore]);
}

/** Remembers where the grid was left. */
function useLeft(
  name: string,
  current: string | undefined,
  scroller: React.RefObject<HTMLDivElement | null>,
) {
  useLayoutEffect(() => {
    const node = scroller.current;
    return () => void left.set(name, { offset: node?.scrollTop ?? 0, current });
  }, [name, current, scroller]);
}

/** The width of the grid and the height of a row (which is larger on touch screens), both in pixels. */
function useMeasures(scroller: React.RefObject<HTMLDivElement | null>) {
  const [measures, setMeasures] = useState({ width: 0, row_px: 36 });
  useLayoutEffect(() => {
    const node = scroller.current;
    if (!node) return undefined;
    const measure = () => {
      const row_px = Number.parseInt(getComputedStyle(node).getPropertyValue('--row'), 10) || 36;
      const width = node.clientWidth;
      setMeasures((last) => (last.width === width && last.row_px === row_px ? last : { width, row_px }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    return () => observer.disconnect();
  }, [scroller]);
  return measures;
}
