import { useState } from 'react';
import type { Result, Template } from '../../bridge';
import { useDraft } from '../../ui';

export type Card = Result<'templates.get'>;

/** What is edited: a template and its name. */
export type Draft = { name: string; template: Template };

export type Sheet = Draft & {
  /** Whether there is something to save. */
  changed: boolean;
  /**
   * Puts the next template in place of this one. Changes one after another with one `of` (a drag, the text of a field)
   * are undone together.
   */
  put: (next: Partial<Draft>, of?: string) => void;
  undo: (() => void) | undefined;
  redo: (() => void) | undefined;
  /** Goes back to what was saved; this can be undone too. */
  drop: () => void;
  /** Says that all of it was saved. */
  settle: () => void;
};

const remembered_max = 200;

/** A template that is being edited. What was not saved outlives the screen; what can be undone does not. */
export function useSheet(key: string, saved: Draft): Sheet {
  const [kept, keep, drop] = useDraft<Draft>(`template.${key}`);
  const [{ past, future, of }, setSteps] = useState<{ past: Draft[]; future: Draft[]; of?: string }>({
    past: [],
    future: [],
  });
  const now = kept ?? saved;
  const [before, after] = [past.at(-1), future.at(-1)];
  return {
    ...now,
    changed: kept !== undefined && JSON.stringify(kept) !== JSON.stringify(saved),
    put(next, group) {
      const together = group !== undefined && group === of;
      setSteps({
        past: together ? past : [...past.slice(1 - remembered_max), now],
        future: [],
        ...(group !== undefined && { of: group }),
      });
      keep({ ...now, ...next });
    },
    undo:
      before &&
      (() => {
        setSteps({ past: past.slice(0, -1), future: [...future, now] });
        keep(before);
      }),
    redo:
      after &&
      (() => {
        setSteps({ past: [...past, now], future: future.slice(0, -1) });
        keep(after);
      }),
    drop() {
      setSteps({ past: [...past, now], future: [] });
      drop();
    },
    settle: drop,
  };
}
