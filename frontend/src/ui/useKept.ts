import { useCallback, useState } from 'react';

/** State that this desk's screen keeps across restarts (sort order, view, widths). What cannot be read is forgotten. */
export function useKept<T>(name: string, first: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => (read(name) as T | undefined) ?? first);
  const keep = useCallback(
    (next: T) => {
      localStorage.setItem(name, JSON.stringify(next));
      setValue(next);
    },
    [name],
  );
  return [value, keep];
}

function read(name: string): unknown {
  const kept = localStorage.getItem(name);
  if (kept === null) return undefined;
  try {
    return JSON.parse(kept);
  } catch {
    return undefined;
  }
}
