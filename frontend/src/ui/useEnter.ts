import { useCallback, useEffect, useRef } from 'react';
import { useLatest } from './useLatest';

type Looked = {
  /** What is being looked for. */
  text: string;
  /** Whether the list on the screen answers that text, and not the one before it. */
  settled: boolean;
};

/**
 * Makes Enter take a row of the list that answers what was typed: pressed while the answer is on its way it waits for
 * it, and is forgotten when more is typed. A quick typist would otherwise take a row of the text before.
 */
export function useEnter(open: () => void, { text, settled }: Looked): () => void {
  const latest = useLatest(open);
  const waits = useRef<string>(undefined);
  useEffect(() => {
    const asked = waits.current;
    if (asked === undefined || (asked === text && !settled)) return;
    waits.current = undefined;
    if (asked === text) latest.current();
  }, [latest, text, settled]);
  return useCallback(() => {
    if (settled) latest.current();
    else waits.current = text;
  }, [latest, text, settled]);
}
