import { useEffect, useRef, useState } from 'react';
import { useDesk, type Params, type Template } from '../../bridge';

/** What a preview is filled with. */
export type On = Pick<Params<'templates.preview'>, 'order_id' | 'sample' | 'copy'>;

// Often enough to follow a drag, and seldom enough not to queue up on a small till PC.
const pause_ms = 80;

/** The sticker as it would be printed, with all that keeps it from being saved. It follows the template by a moment. */
export function usePreview(template: Template, on: On, when: boolean) {
  return useDesk('templates.preview', { template: usePaced(template, pause_ms), ...on }, { when });
}

/** A value that changes no more often than once in so many milliseconds, and comes to the last one. */
function usePaced<T>(value: T, pause: number): T {
  const [paced, setPaced] = useState(value);
  const next = useRef(0);
  useEffect(() => {
    const wait = Math.max(next.current - Date.now(), 0);
    const timer = setTimeout(() => {
      next.current = Date.now() + pause;
      setPaced(value);
    }, wait);
    return () => clearTimeout(timer);
  }, [value, pause]);
  return paced;
}
