import { bindings } from '../bridge/window';
import { takesText } from './keys';

// WebKitGTK matches Ctrl+C by the letter, so that with a Cyrillic layout nothing is copied. Browsers match by place.

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

/** Does what Ctrl with A, C, V, X, Y or Z means when the letter there is not Latin. */
export function editByPlace(event: KeyboardEvent): void {
  const edit = edits[event.code];
  const latin = event.key.length === 1 && event.key.charCodeAt(0) < 128;
  if (!edit || latin || !(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
  const target = event.target instanceof HTMLElement ? event.target : document.body;
  // Outside of text only copying means anything, and the rest may be a command.
  if (!takesText(target) && event.code !== 'KeyC') return;
  event.preventDefault();
  edit(target);
}
