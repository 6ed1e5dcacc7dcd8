import { useEffect, useState } from 'react';

/** The time, so many milliseconds exact: ages go on while nobody touches the screen. */
export function useNow(exact_ms: number): number {
  const [now_ms, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), exact_ms);
    return () => clearInterval(timer);
  }, [exact_ms]);
  return now_ms;
}
