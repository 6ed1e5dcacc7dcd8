import { fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Grid, type Column } from '..';
import { show } from '../../testing/show';

type Row = { id: string; name: string; price: number };

const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, at) => ({ id: `r${at}`, name: `Товар ${at}`, price: at }));

const columns: Column<Row>[] = [
  { key: 'name', title: 'Назва', width: 200, grow: true, sortable: true, cell: ({ name }) => name },
  { key: 'price', title: 'Ціна', width: 90, end: true, sortable: true, cell: ({ price }) => String(price) },
];

// happy-dom has no layout: a grid of ten rows' height is what every element says it is.
beforeAll(() => {
  Object.defineProperties(HTMLElement.prototype, {
    offsetHeight: { configurable: true, get: () => 360 },
    offsetWidth: { configurable: true, get: () => 800 },
    clientHeight: { configurable: true, get: () => 360 },
  });
});

beforeEach(() => localStorage.clear());

let names = 0;
function Example(props: {
  rows: Row[];
  onOpen?: (row: Row) => void;
  onCurrent?: (row: Row) => void;
  onSelect?: (keys: string[]) => void;
  more?: boolean;
  loadMore?: () => void;
  name: string;
}) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  return (
    <Grid
      {...props}
      label="Товари"
      rowKey={keyOf}
      columns={columns}
      selected={selected}
      onSelect={(next) => {
        setSelected(next);
        props.onSelect?.([...next]);
      }}
    />
  );
}
const keyOf = ({ id }: Row) => id;

function open(props: Omit<Parameters<typeof Example>[0], 'name'>) {
  names += 1;
  show(<Example {...props} name={`test${names}`} />);
  return screen.getByRole('grid');
}

const key = (grid: HTMLElement, name: string, init: KeyboardEventInit = {}) =>
  fireEvent.keyDown(grid, { key: name, code: name === ' ' ? 'Space' : name, ...init });

describe('a grid', () => {
  test('draws what is seen and not the rest', () => {
    open({ rows: rowsOf(10_000) });
    const drawn = screen.getAllByRole('row').length;
    expect(drawn).toBeGreaterThan(9);
    expect(drawn).toBeLessThan(40);
  });

  test('is walked by keys and stops at its ends', () => {
    const walked: string[] = [];
    const grid = open({ rows: rowsOf(100), onCurrent: ({ id }) => void walked.push(id) });
    for (const name of [
      'ArrowDown',
      'ArrowDown',
      'ArrowUp',
      'PageDown',
      'End',
      'ArrowDown',
      'Home',
      'ArrowUp',
    ])
      key(grid, name);
    expect(walked).toEqual(['r1', 'r2', 'r1', 'r9', 'r99', 'r99', 'r0', 'r0']);
  });

  test('opens the current row with Enter and by a double click', () => {
    const onOpen = vi.fn();
    const grid = open({ rows: rowsOf(5), onOpen });
    key(grid, 'ArrowDown');
    key(grid, 'Enter');
    fireEvent.doubleClick(screen.getByText('Товар 3'));
    expect(onOpen.mock.calls.map(([row]) => (row as Row).id)).toEqual(['r1', 'r3']);
  });

  test('selects with Space, with Shift and arrows, and all with Ctrl+A', () => {
    const onSelect = vi.fn();
    const grid = open({ rows: rowsOf(4), onSelect });
    key(grid, ' ');
    key(grid, 'ArrowDown', { shiftKey: true });
    key(grid, ' ');
    fireEvent.keyDown(grid, { key: 'ф', code: 'KeyA', ctrlKey: true });
    expect(onSelect.mock.calls.map(([keys]) => keys as string[])).toEqual([
      ['r0'],
      ['r0', 'r1'],
      ['r0'],
      ['r0', 'r1', 'r2', 'r3'],
    ]);
  });

  test('extends the selection from the row that is current, wherever that stands by now', () => {
    const onSelect = vi.fn();
    const list = (rows: Row[]) => <Example name="selects" rows={rows} onSelect={onSelect} />;
    const left = show(list(rowsOf(9)));
    for (let at = 0; at < 5; at += 1) key(screen.getByRole('grid'), 'ArrowDown');
    left.unmount();
    const back = show(list(rowsOf(9)));
    key(screen.getByRole('grid'), 'ArrowDown', { shiftKey: true });
    expect(onSelect.mock.lastCall).toEqual([['r5', 'r6']]);
    back.rerender(list([{ id: 'new', name: 'Новий', price: 1 }, ...rowsOf(9)]));
    key(screen.getByRole('grid'), 'ArrowDown', { shiftKey: true });
    expect(onSelect.mock.lastCall).toEqual([['r5', 'r6', 'r7']]);
  });

  test('asks for more rows near the end, once for each length', () => {
    const loadMore = vi.fn();
    const grid = open({ rows: rowsOf(30), more: true, loadMore });
    expect(loadMore).toHaveBeenCalledTimes(1);
    key(grid, 'End');
    key(grid, 'Home');
    expect(loadMore).toHaveBeenCalledTimes(1);
  });

  test('tells those who hear the screen what is current and selected', () => {
    const grid = open({ rows: rowsOf(3) });
    key(grid, ' ');
    const row = document.getElementById(grid.getAttribute('aria-activedescendant') ?? '');
    expect(row?.textContent).toContain('Товар 0');
    expect(row?.getAttribute('aria-selected')).toBe('true');
  });
});

test('the head of a column asks for its order, and for the other way round', () => {
  const onSort = vi.fn();
  const head = (sort?: { key: string; down: boolean }) => (
    <Grid
      name="sorts"
      label="Товари"
      rows={[]}
      rowKey={keyOf}
      columns={columns}
      sort={sort}
      onSort={onSort}
    />
  );
  const { rerender } = show(head());
  fireEvent.click(screen.getByRole('button', { name: 'Ціна' }));
  rerender(head({ key: 'price', down: false }));
  fireEvent.click(screen.getByRole('button', { name: 'Ціна' }));
  expect(onSort.mock.calls.map(([sort]) => sort as unknown)).toEqual([
    { key: 'price', down: false },
    { key: 'price', down: true },
  ]);
  expect(screen.getByRole('columnheader', { name: 'Ціна' }).getAttribute('aria-sort')).toBe('ascending');
});
