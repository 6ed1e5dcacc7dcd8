import { useCallback, useEffect, type RefObject } from 'react';

/**
 * Keeps the focus at home: the field where the next scan or word goes. It has the focus when the screen opens and gets
 * it back whenever what had it is gone (a closed panel, a removed row). Returns a function that sends it home at once.
 * What stands over everything, such as the palette, keeps it: a screen may come to be below while it is open.
 */
export function useFocusHome(home: RefObject<HTMLElement | null>): () => void {
  const goHome = useCallback(() => {
    if (document.activeElement?.closest('[aria-modal="true"]')) return;
    home.current?.focus({ preventScroll: true });
  }, [home]);
  // A part that is taken away with the focus in it tells nobody: it is looked for after every rendering.
  useEffect(() => {
    if (document.activeElement === null || document.activeElement === document.body) goHome();
  });
  useEffect(() => {
    goHome();
    function lost(event: FocusEvent) {
      // Something takes the focus by a key or a press, but has it only after this event and its microtasks.
      if (event.relatedTarget !== null) return;
      queueMicrotask(() => {
        const now = document.activeElement;
        if (document.hasFocus() && (now === null || now === document.body)) goHome();
      });
    }
    document.addEventListener('focusout', lost);
    return () => document.removeEventListener('focusout', lost);
  }, [goHome]);
  return goHome;
}
