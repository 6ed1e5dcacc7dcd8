import { flushSync } from 'react-dom';

/**
 * Makes the field that has the focus give away what was typed, as leaving it would; the focus stays. A number field
 * reads its text only then, so this comes before saving by a key.
 */
export function settleField(): void {
  const field = document.activeElement;
  if (!(field instanceof HTMLElement) || field === document.body) return;
  flushSync(() => field.blur());
  field.focus();
}
