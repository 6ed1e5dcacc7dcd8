/** A key as the set-up page shows it: what was pressed, where, when and under what. */
export type RawKey = {
  /** The place of the key. */
  code: string;
  /** What it types in the layout of the system. */
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  capsLock: boolean;
  /** It was let go: told of Alt alone, with which a character that is typed by its number ends. */
  up: boolean;
  at_ms: number;
};

export function rawKey(event: KeyboardEvent): RawKey {
  const { code, key, shiftKey, ctrlKey, altKey, metaKey, timeStamp, type } = event;
  const capsLock = event.getModifierState('CapsLock');
  return { code, key, shiftKey, ctrlKey, altKey, metaKey, capsLock, up: type === 'keyup', at_ms: timeStamp };
}
