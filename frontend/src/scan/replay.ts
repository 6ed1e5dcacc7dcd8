import { fieldOf, insert, jump, snapshot, type Field, type Snapshot } from './fields';

type Around = {
  /** The field where letters go when nothing else takes them. */
  home: () => Field | undefined;
  /** Told of every event before it is sent. */
  mark: (copy: Event) => void;
};

/**
 * Presses a key that was kept back, where the focus is now. Answers what the field that got its letter was before.
 */
export function replay(event: KeyboardEvent, { home, mark }: Around): Snapshot | undefined {
  const target = document.activeElement ?? document.body;
  const copyOf = (kind: string) => {
    const { code, key, location, ctrlKey, altKey, shiftKey, metaKey } = event;
    const copy = new KeyboardEvent(kind, {
      code,
      key,
      location,
      ctrlKey,
      altKey,
      shiftKey,
      metaKey,
      bubbles: true,
      cancelable: true,
      composed: true,
    });
    mark(copy);
    return copy;
  };
  const undone = target.dispatchEvent(copyOf('keydown'));
  const before = undone ? act(event, home) : undefined;
  (document.activeElement ?? document.body).dispatchEvent(copyOf('keyup'));
  return before;
}

/** Does what the browser does with a key that nobody wanted. */
function act({ key, ctrlKey, altKey, metaKey }: KeyboardEvent, home: Around['home']): Snapshot | undefined {
  if (key.length !== 1 || ctrlKey || altKey || metaKey) return undefined;
  const target = document.activeElement;
  const field = fieldOf(target);
  if (field) return type(field, key);
  if (target instanceof HTMLSelectElement) jump(target, key);
  else if (key === ' ') press(target);
  else {
    const other = home();
    other?.focus({ preventScroll: true });
    if (other) return type(other, key);
  }
  return undefined;
}

function type(field: Field, letter: string): Snapshot {
  const before = snapshot(field);
  insert(field, letter);
  return before;
}

/** A space presses buttons and ticks boxes. */
function press(target: Element | null) {
  if (target instanceof HTMLButtonElement || target instanceof HTMLInputElement) target.click();
}
