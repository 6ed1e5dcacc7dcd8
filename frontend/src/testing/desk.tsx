import type { ReactNode } from 'react';
import { setTransport, type DeskEvent, type Method, type SyncState, type Transport } from '../bridge';
import { useKeyboard } from '../commands';
import { DeskContext, type DeskState } from '../desk';
import { useHearScans } from '../scan';

/** What was asked of a desk that is only played. */
export type Asked = { method: string; params: unknown };

type Answers = Partial<Record<Method, unknown>>;

/** Plays a desk: answers each method with what is given, and keeps what was asked. */
export function playDesk(answers: Answers): { asked: Asked[]; tell: (event: DeskEvent) => void } {
  const asked: Asked[] = [];
  const heard = new Set<(event: DeskEvent) => void>();
  const transport: Transport = {
    kind: 'browser',
    async call(method, params) {
      asked.push({ method, params });
      const answer = answers[method as Method];
      if (answer instanceof Error) throw answer;
      return await Promise.resolve(answer);
    },
    listen(listener) {
      heard.add(listener);
      return () => void heard.delete(listener);
    },
    connected: () => true,
    watch: () => () => undefined,
  };
  setTransport(transport);
  return { asked, tell: (event) => heard.forEach((listener) => listener(event)) };
}

export const hryvnia = { code: 'UAH', digits: 2, symbol: '₴' };

/** A link that is well. */
export const live: SyncState = {
  hub: true,
  phase: 'live',
  why: '',
  pending: 0,
  attention: 0,
  needs_you: 0,
  heard_at: 0,
  scope: 'owner',
};

const state: DeskState = {
  phase: 'open',
  version: 'test',
  screen: 'test',
  demo: false,
  users: [],
  rights: ['signed_in', 'sell', 'see_purchase', 'return', 'see_all', 'goods', 'settings', 'users'],
  settings: {},
  sync: live,
  units: ['pcs'],
  currencies: [hryvnia],
};

/** Hears a scanner, as the program does. */
export function Hears() {
  useHearScans(undefined);
  return null;
}

/** Stands around parts that are shown inside of the frame: a state of the desk, and the keyboard. */
export function At({ children, ...part }: { children: ReactNode } & Partial<DeskState>) {
  useKeyboard();
  return <DeskContext value={{ ...state, ...part }}>{children}</DeskContext>;
}
