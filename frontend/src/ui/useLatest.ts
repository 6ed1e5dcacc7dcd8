import { useEffect, useRef } from 'react';

/** A value that callbacks read when they run, not when they were made. */
export function useLatest<T>(value: T): { readonly current: T } {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}
