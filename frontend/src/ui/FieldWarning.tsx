import { ShapeIcon } from './ShapeIcon';
import classes from './FieldWarning.module.css';

/** What looks wrong in the field above, though it is kept. Nothing when there is no text. */
export function FieldWarning({ text }: { text: string | undefined }) {
  if (!text) return null;
  return (
    <p role="status" className={classes.warning}>
      <ShapeIcon shape="waits" />
      {text}
    </p>
  );
}
