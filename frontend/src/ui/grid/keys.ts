/** Where a key takes the current row of `count` rows, of which `page` are seen; undefined when it moves nothing. */
export function move(key: string, at: number, count: number, page: number): number | undefined {
  if (count === 0) return undefined;
  const steps: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + Math.max(page - 1, 1),
    PageUp: at - Math.max(page - 1, 1),
    Home: 0,
    End: count - 1,
  };
  const to = steps[key];
  return to === undefined ? undefined : Math.min(Math.max(to, 0), count - 1);
}

/** The selection after the rows from `anchor` to `to` are added to it. */
export function extend(
  selected: ReadonlySet<string>,
  keys: readonly string[],
  anchor: number,
  to: number,
): Set<string> {
  return new Set([...selected, ...keys.slice(Math.min(anchor, to), Math.max(anchor, to) + 1)]);
}

/** The selection with one row put in or taken out. */
export function toggle(selected: ReadonlySet<string>, key: string): Set<string> {
  const next = new Set(selected);
  if (!next.delete(key)) next.add(key);
  return next;
}
