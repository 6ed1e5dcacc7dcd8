import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { deskKey, type Result } from '../bridge';

/** What the desk says about itself: phase, shop, people, rights and settings. */
export type DeskState = Result<'desk.state'>;

/** What a person may be allowed to do. */
export type Right = DeskState['rights'][number];

export const DeskContext = createContext<DeskState | undefined>(undefined);

/** The state of the desk; only inside the frame, where it is known. */
export function useDeskState(): DeskState {
  const state = useContext(DeskContext);
  if (!state) throw new Error('useDeskState stands outside of the frame');
  return state;
}

/** Whether the person at the till may do something. The desk checks it again; this only hides what would be refused. */
export function useRight(right: Right): boolean {
  return useDeskState().rights.includes(right);
}

/** Takes the state that a command answered with (unlock, lock, create), so that nothing waits for it to be asked again. */
export function useKeepState(): (state: DeskState) => void {
  const cache = useQueryClient();
  return (state) => cache.setQueryData(deskKey('desk.state', {}), state);
}
