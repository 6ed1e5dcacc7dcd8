import { useCallback, useState } from 'react';

// Drafts outlive the part that shows them: a locked till, another screen or a reload loses nothing that was typed.
const prefix = 'draft.';

/**
 * What a person has typed into the form `name` and not saved yet, or undefined. Give the part a `key` of the same name,
 * so that another record begins with its own draft.
 */
export function useDraft<T>(name: string): [T | undefined, (draft: T) => void, () => void] {
  const [draft, setDraft] = useState<T | undefined>(() => read(name) as T | undefined);
  const keep = useCallback(
    (next: T) => {
      sessionStorage.setItem(prefix + name, JSON.stringify(next));
      setDraft(next);
    },
    [name],
  );
  const drop = useCallback(() => {
    sessionStorage.removeItem(prefix + name);
    setDraft(undefined);
  }, [name]);
  return [draft, keep, drop];
}

function read(name: string): unknown {
  const kept = sessionStorage.getItem(prefix + name);
  if (kept === null) return undefined;
  try {
    return JSON.parse(kept);
  } catch {
    return undefined;
  }
}
