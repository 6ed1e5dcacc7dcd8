import { useLayoutEffect, useRef, type RefObject } from 'react';

/**
 * Keeps the rows of a scrolled grid under the eye when others come or go above them: the list is live, but nothing
 * jumps. Another list (`of` changed) begins at its top.
 */
export function useSteady(grid: RefObject<HTMLElement | null>, keys: readonly string[], of: string): void {
  const last = useRef({ keys, of });
  useLayoutEffect(() => {
    const before = last.current;
    // The rows of another list come after its name: until then the old ones stand.
    if (before.keys === keys) return;
    last.current = { keys, of };
    const node = grid.current;
    if (!node || node.scrollTop === 0) return;
    if (before.of !== of) {
      node.scrollTop = 0;
      return;
    }
    const row_px = Number.parseInt(getComputedStyle(node).getPropertyValue('--row'), 10) || 36;
    const top = Math.floor(node.scrollTop / row_px);
    const key = before.keys[top];
    const now = key === undefined ? -1 : keys.indexOf(key);
    if (now >= 0 && now !== top) node.scrollTop += (now - top) * row_px;
  }, [grid, keys, of]);
}
