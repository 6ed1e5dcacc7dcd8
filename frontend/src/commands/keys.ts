type Pressed = Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** The name of what was pressed, by place: "Control+KeyK". On a Mac, ⌘ counts as Control. Empty for a bare modifier. */
export function keyName({ code, ctrlKey, metaKey, altKey, shiftKey }: Pressed): string {
  if (code === '' || /^(Control|Alt|Shift|Meta|OS|CapsLock|NumLock)/.test(code)) return '';
  const plain = code === 'NumpadEnter' ? 'Enter' : code;
  return [ctrlKey || metaKey ? 'Control' : '', altKey ? 'Alt' : '', shiftKey ? 'Shift' : '', plain]
    .filter(Boolean)
    .join('+');
}

const caps: Record<string, string> = {
  Control: 'Ctrl',
  Insert: 'Ins',
  Delete: 'Del',
  Escape: 'Esc',
  Enter: '↵',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  NumpadAdd: '+',
  NumpadSubtract: '−',
  NumpadMultiply: '×',
  Equal: '=',
  Minus: '−',
  Slash: '/',
  Backquote: '`',
};

/** What is printed on the caps of a key: "Control+KeyK" → "Ctrl+K". */
export function keyCaps(key: string): string {
  return key
    .split('+')
    .map((part) => caps[part] ?? part.replace(/^(Key|Digit|Numpad)/, ''))
    .join('+');
}

/** Whether a key would type or edit where text is typed, so that it belongs to the text. */
export function belongsToText(key: string): boolean {
  if (/^(Shift\+)?F\d+$/.test(key)) return false;
  if (/^Control\+(Key[ACVXYZ]|Arrow|Home|End|Backspace|Delete|Insert)/.test(key)) return true;
  if (/^(Control|Alt)\+/.test(key)) return false;
  return key !== 'Escape';
}

/** Whether what has the focus takes text. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  )
    return true;
  return (
    target instanceof HTMLInputElement &&
    !['button', 'checkbox', 'radio', 'submit', 'file', 'range'].includes(target.type)
  );
}
