import { useEffect, useState } from 'react';

// Long enough to be seen by somebody who looks up.
const fresh_ms = 2500;
const none: ReadonlySet<string> = new Set();

/**
 * The rows of a live list that have just come, made at another till perhaps; each for a moment. `keys` are undefined
 * until the list is known. Another list (`of` changed) and rows that were scrolled to are no news.
 */
export function useFresh(keys: readonly string[] | undefined, of: string): ReadonlySet<string> {
  const [last, setLast] = useState<{ keys: readonly string[]; of: string }>();
  const [fresh, setFresh] = useState(none);
  // The rows of another list come after its name: until then the old ones stand.
  if (keys && last?.keys !== keys) {
    setLast({ keys, of });
    const come = last?.of === of ? arrived(last.keys, keys) : [];
    if (come.length > 0) setFresh(new Set(come));
  }
  useEffect(() => {
    if (fresh.size === 0) return undefined;
    const timer = setTimeout(() => setFresh(none), fresh_ms);
    return () => clearTimeout(timer);
  }, [fresh]);
  return fresh;
}

/** What is new above the last row that was there before: what follows it are only further rows. */
export function arrived(before: readonly string[], now: readonly string[]): string[] {
  const known = new Set(before);
  const end = before.length === 0 ? now.length : now.findLastIndex((key) => known.has(key));
  return now.slice(0, Math.max(end, 0)).filter((key) => !known.has(key));
}
