import { useRef } from 'react';

const slip_ms = 700;

/** Tells whether the same is asked for again so soon that a key was pressed twice by mistake. */
export function useSlip(): (what: string) => boolean {
  const last = useRef({ what: '', at: 0 });
  return (what) => {
    const now = Date.now();
    const slipped = what === last.current.what && now - last.current.at < slip_ms;
    last.current = { what, at: now };
    return slipped;
  };
}
