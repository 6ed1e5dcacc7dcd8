import { useEffect, type RefObject } from 'react';

/** Keeps the selected row of a list in view whenever `at` changes. */
export function useInView(list: RefObject<HTMLElement | null>, at: unknown): void {
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [list, at]);
}
