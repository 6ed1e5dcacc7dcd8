import { useEffect, type RefObject } from 'react';
import { takesText } from '../commands';
import { Burst } from './burst';
import { useLatest } from './useLatest';

type Field = HTMLInputElement | HTMLTextAreaElement;

/**
 * Hears a scanner whatever has the focus. A code never stays in the field that had it: the field gets back what was in
 * it. A letter that a person types while no field has the focus goes to `home`, unless there is none now.
 */
export function useScanner(
  home: RefObject<HTMLInputElement | null> | undefined,
  scanned: (code: string) => void,
): void {
  const latest = useLatest(scanned);
  useEffect(() => {
    const burst = new Burst();
    let before: { field: Field; value: string } | undefined;

    function press(event: KeyboardEvent) {
      if (event.isComposing) return;
      const { target } = event;
      const code = burst.press(event);
      if (code !== undefined) {
        event.preventDefault();
        event.stopPropagation();
        if (before?.field === target) restore(before.field, before.value);
        latest.current(code);
        return;
      }
      if (burst.length === 1) {
        before = isField(target) ? { field: target, value: target.value } : undefined;
      }
      const types = event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.altKey;
      if (types && !event.metaKey && !takesText(target)) home?.current?.focus({ preventScroll: true });
    }

    // Before anything else hears the key: what ends a scan is not for the screen.
    window.addEventListener('keydown', press, { capture: true });
    return () => window.removeEventListener('keydown', press, { capture: true });
  }, [home, latest]);
}

function isField(target: EventTarget | null): target is Field {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

/** Puts a field's text back as if it had been typed: React hears only its own way of setting it otherwise. */
function restore(field: Field, value: string) {
  const kind = field instanceof HTMLInputElement ? HTMLInputElement : HTMLTextAreaElement;
  Object.getOwnPropertyDescriptor(kind.prototype, 'value')?.set?.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
