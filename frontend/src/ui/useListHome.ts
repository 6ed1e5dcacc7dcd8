import { useCallback, useLayoutEffect, useRef, type RefObject } from 'react';
import { useFocusHome } from './useFocusHome';

// Lists that were left for a card: coming back, a person goes on in the rows.
const left = new Set<string>();

/**
 * Gives a list its home for the focus: the search field, or its rows for somebody who comes back from a card. Call the
 * returned function when a card is opened.
 */
export function useListHome(
  name: string,
  search: RefObject<HTMLElement | null>,
  grid: RefObject<HTMLElement | null>,
): () => void {
  const home = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    home.current = left.delete(name) ? grid.current : search.current;
  }, [name, search, grid]);
  useFocusHome(home);
  return useCallback(() => void left.add(name), [name]);
}
