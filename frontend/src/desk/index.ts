import { createContext, useContext } from 'react';
import type { Result } from '../bridge';

/** What the desk says about itself: phase, shop, people, rights and settings. */
export type DeskState = Result<'desk.state'>;

export const DeskContext = createContext<DeskState | undefined>(undefined);

/** The state of the desk; only inside the frame, where it is known. */
export function useDeskState(): DeskState {
  const state = useContext(DeskContext);
  if (!state) throw new Error('useDeskState stands outside of the frame');
  return state;
}

/** Whether the person at the till may do something. The desk checks it again; this only hides what would be refused. */
export function useRight(right: string): boolean {
  return useDeskState().rights.includes(right);
}
