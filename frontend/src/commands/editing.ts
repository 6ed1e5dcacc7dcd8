import { bindings } from '../bridge/window';
import { takesText } from './keys';

// WebKitGTK matches Ctrl+C by the letter, so that with a Cyrillic layout nothing is copied. Browsers match by place.
// Nothing at all is undone or redone in it, whatever the layout.

const edits: Record<string, (target: HTMLElement) => void> = {
  KeyA: (target) => {
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) target.select();
    else document.execCommand('selectAll');
  },
  KeyC: () => void document.execCommand('copy'),
  KeyX: () => void document.execCommand('cut'),
  KeyZ: () => void document.execCommand('undo'),
  KeyY: () => void document.execCommand('redo'),
  KeyV: () => void paste(),
};

async function paste() {
  const text = await bindings().runtime?.ClipboardGetText();
  if (text) document.execCommand('insertText', false, text);
}

/** The place that a key with Ctrl stands for; undefined when the web view knows it by itself. */
function placeOf({ code, key, shiftKey }: KeyboardEvent): string | undefined {
  const latin = key.length === 1 && key.charCodeAt(0) < 128;
  // Latin layouts differ in where their letters are, and there the letter is meant.
  const place = latin ? `Key${key.toUpperCase()}` : code;
  if (place === 'KeyZ' && shiftKey) return 'KeyY';
  return latin && place !== 'KeyZ' && place !== 'KeyY' ? undefined : place;
}

/** Does what Ctrl with A, C, V, X, Y or Z means where the web view does not. */
export function editByPlace(event: KeyboardEvent): void {
  const place = placeOf(event);
  const edit = place === undefined ? undefined : edits[place];
  if (!edit || !(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
  const target = event.target instanceof HTMLElement ? event.target : document.body;
  // Outside of text only copying means anything, and the rest may be a command.
  if (!takesText(target) && place !== 'KeyC') return;
  event.preventDefault();
  edit(target);
}
