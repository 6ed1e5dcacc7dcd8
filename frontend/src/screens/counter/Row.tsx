import type { ReactNode } from 'react';
import classes from './Panels.module.css';

/** A row under a search field of a panel; the focus stays in the field. */
export function Row({ lit, onTake, children }: { lit: boolean; onTake: () => void; children: ReactNode }) {
  return (
    <div
      role="option"
      tabIndex={-1}
      aria-selected={lit}
      className={classes.row}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onTake}
      onKeyDown={() => undefined}
    >
      {children}
    </div>
  );
}
