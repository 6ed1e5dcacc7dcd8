// What is typed into fields, taken back out of them and put there for a person.

export type Field = HTMLInputElement | HTMLTextAreaElement;

const noText = ['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit'];

/** The field that a letter pressed there would be typed into. */
export function fieldOf(target: EventTarget | null): Field | undefined {
  if (target instanceof HTMLTextAreaElement) return target.readOnly ? undefined : target;
  if (!(target instanceof HTMLInputElement) || target.readOnly || noText.includes(target.type))
    return undefined;
  return target;
}

/** A field as it was at one moment. */
export type Snapshot = { field: Field; value: string; start: number | null; end: number | null };

export function snapshot(field: Field): Snapshot {
  const { value, selectionStart: start, selectionEnd: end } = field;
  return { field, value, start, end };
}

/** Makes a field what it was, its caret too, as if a person had done it. */
export function restore({ field, value, start, end }: Snapshot): void {
  if (!field.isConnected) return;
  if (field.value !== value) erase({ field, value, start, end });
  // A date or a number has no value while it is half typed: setting it empties its parts.
  const halfTyped = value === '' && /^(date|time|datetime-local|month|week|number)$/.test(field.type);
  if (field.value !== value || halfTyped) set(field, value);
  if (start !== null && document.activeElement === field) field.setSelectionRange(start, end);
}

/** Erases what stands where the caret was, the way the field can undo. */
function erase({ field, value, start, end }: Snapshot) {
  if (start === null || end === null || document.activeElement !== field) return;
  const [head, tail] = [value.slice(0, start), value.slice(end)];
  const typed_end = field.value.length - tail.length;
  const plain = field.value.startsWith(head) && field.value.endsWith(tail) && typed_end >= start;
  if (!plain || typeof document.execCommand !== 'function') return;
  field.setSelectionRange(start, typed_end);
  const replaced = value.slice(start, end);
  if (replaced === '') document.execCommand('delete');
  else document.execCommand('insertText', false, replaced);
}

/** Puts a text into the field that has the focus, where its caret stands, as if it had been typed. */
export function insert(field: Field, text: string): void {
  const before = field.value;
  if (typeof document.execCommand === 'function' && document.execCommand('insertText', false, text)) return;
  if (field.value !== before) return;
  const [start, end] = [field.selectionStart ?? before.length, field.selectionEnd ?? before.length];
  set(field, before.slice(0, start) + text + before.slice(end));
  if (field.selectionStart !== null) field.setSelectionRange(start + text.length, start + text.length);
}

/** Sets a field's text the way React hears it. */
function set(field: Field, value: string) {
  const kind = field instanceof HTMLInputElement ? HTMLInputElement : HTMLTextAreaElement;
  Object.getOwnPropertyDescriptor(kind.prototype, 'value')?.set?.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Turns a list of choices to the next one that begins with a letter, as the browser does when it is typed. */
export function jump(list: HTMLSelectElement, letter: string): void {
  const options = Array.from(list.options);
  const at = list.selectedIndex;
  const order = [...options.slice(at + 1), ...options.slice(0, at + 1)];
  const wanted = letter.toLocaleLowerCase();
  const found = order.find(
    ({ label, disabled }) => !disabled && label.toLocaleLowerCase().startsWith(wanted),
  );
  if (!found || found.index === at) return;
  list.selectedIndex = found.index;
  list.dispatchEvent(new Event('input', { bubbles: true }));
  list.dispatchEvent(new Event('change', { bubbles: true }));
}

/**
 * Whether a key opens the list of choices that has the focus. No script can do that in every web view, so the key itself
 * has to get there; no code begins with a space.
 */
export function opensList({ key }: KeyboardEvent): boolean {
  return key === ' ' && document.activeElement instanceof HTMLSelectElement;
}
