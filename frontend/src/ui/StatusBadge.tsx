import { ShapeIcon, type Tone } from './ShapeIcon';
import classes from './StatusBadge.module.css';

/** A state: colour, shape and word. */
export function StatusBadge({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      <ShapeIcon shape={tone} />
      {children}
    </span>
  );
}
