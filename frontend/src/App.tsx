import { lazy, Suspense, type ReactNode } from 'react';
import { useDesk } from './bridge';
import { useKeyboard } from './commands';
import { DeskContext, type DeskState } from './desk';
import { useApplySettings } from './desk/settings';
import { Frame } from './frame/Frame';
import { LostBar } from './frame/LostBar';
import { useHearScans, useTakeSerial } from './scan';
import { Lock } from './screens/lock/Lock';
import { CurrencyContext, ErrorLine, Toasts } from './ui';

const FirstStart = lazy(async () => ({
  default: (await import('./screens/firststart/FirstStart')).FirstStart,
}));
const Joining = lazy(async () => ({ default: (await import('./screens/join/Joining')).Joining }));
const Removed = lazy(async () => ({ default: (await import('./screens/join/Removed')).Removed }));

/** The whole program as a person sees it: first start or joining, the lock, or the frame with a screen in it. */
export function App() {
  useKeyboard();
  const { data: state, error } = useDesk('desk.state', {});
  useApplySettings(state);
  const hasShop = !state || state.phase === 'open' || state.phase === 'locked';
  useHearScans(state?.settings[`desk.${state.desk?.id}.scanner`], hasShop);
  useTakeSerial();
  return (
    <>
      <LostBar />
      {error && <ErrorLine error={error} />}
      {state && (
        <DeskContext value={state}>
          <Money state={state}>
            <Suspense>{phases[state.phase]()}</Suspense>
          </Money>
        </DeskContext>
      )}
      <Toasts />
    </>
  );
}

function Money({ state, children }: { state: DeskState; children: ReactNode }) {
  return state.shop ? <CurrencyContext value={state.shop.currency}>{children}</CurrencyContext> : children;
}

const phases: Record<DeskState['phase'], () => ReactNode> = {
  new: () => <FirstStart />,
  joining: () => <Joining />,
  removed: () => <Removed />,
  locked: () => <Lock />,
  open: () => <Frame />,
};
