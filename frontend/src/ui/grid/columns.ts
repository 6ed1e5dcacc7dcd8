import type { ReactNode } from 'react';

/** A column of a grid. */
export type Column<Row> = {
  key: string;
  title: string;
  /** Pixels at first; a person may change it. */
  width: number;
  /** Takes the width that is left over. */
  grow?: boolean;
  /** Right-aligned, for numbers. */
  end?: boolean;
  /** Its head is a button that sorts. */
  sortable?: boolean;
  /** Shown only when the grid is at least so many pixels wide. */
  from?: number;
  cell: (row: Row) => ReactNode;
};

export type Sort = { key: string; down: boolean };

export const width_min = 48;

/** The columns that fit a grid of this width. */
export function fitting<Row>(columns: readonly Column<Row>[], width: number): Column<Row>[] {
  return columns.filter(({ from = 0 }) => width === 0 || width >= from);
}

/** The CSS grid template of the columns. */
export function template<Row>(columns: readonly Column<Row>[], widths: Record<string, number>): string {
  return columns
    .map(({ key, width, grow }) => {
      const now = widths[key] ?? width;
      return grow ? `minmax(${now}px, 1fr)` : `${now}px`;
    })
    .join(' ');
}

/** The least width that the columns need, in pixels; a narrower grid scrolls sideways. */
export function leastWidth<Row>(columns: readonly Column<Row>[], widths: Record<string, number>): number {
  return columns.reduce((sum, { key, width }) => sum + (widths[key] ?? width), 0);
}

/** The order after a head was pressed: up, then down, then up again. */
export function nextSort(sort: Sort | undefined, key: string): Sort {
  return { key, down: sort?.key === key ? !sort.down : false };
}
