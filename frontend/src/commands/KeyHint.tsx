import classes from './KeyHint.module.css';
import { useKeyOf } from './hooks';
import { keyCaps } from './keys';

/** Shows the key of a command, as it is set now; nothing when it has none. For the eye: buttons carry it as aria-keyshortcuts. */
export function KeyHint({ command }: { command: string }) {
  const key = useKeyOf(command);
  return key ? (
    <kbd className={classes.hint} aria-hidden="true">
      {keyCaps(key)}
    </kbd>
  ) : null;
}
