import { useCallback, useEffect, useRef } from 'react';
import { useLatest } from './useLatest';

type Looked = {
  /** What is being looked for. */
  text: string;
  /** See isSettled. */
  settled: boolean;
};

/** Whether what is on the screen answers this text, and not the one before it. Nothing is asked about no text. */
export function isSettled(
  text: string,
  ...asked: readonly { isPlaceholderData: boolean; isPending: boolean }[]
): boolean {
  return text === '' || asked.every(({ isPlaceholderData, isPending }) => !isPlaceholderData && !isPending);
}

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
