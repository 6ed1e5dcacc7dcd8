import { useMantineColorScheme } from '@mantine/core';
import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { useDesk } from './bridge';
import { registry, useKeyboard } from './commands';
import { DeskContext, type DeskState } from './desk';
import { Frame } from './frame/Frame';
import { LostBar } from './frame/LostBar';
import { speak, toLanguage } from './i18n';
import { Lock } from './screens/lock/Lock';
import { CurrencyContext, ErrorLine, Toasts } from './ui';

const FirstStart = lazy(async () => ({
  default: (await import('./screens/firststart/FirstStart')).FirstStart,
}));

/** The whole program as a person sees it: first start, the lock, or the frame with a screen in it. */
export function App() {
  useKeyboard();
  const { data: state, error } = useDesk('desk.state', {});
  useSettings(state);
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
  locked: () => <Lock />,
  open: () => <Frame />,
};

/** Makes the screens look, sound and speak as the settings say. */
function useSettings(state: DeskState | undefined) {
  const { setColorScheme } = useMantineColorScheme();
  const { theme, keys } = state?.settings ?? {};
  const large = state?.settings.touch === 'true';
  // A person's own language goes before the shop's.
  const language = state?.user?.language || state?.shop?.language;
  useEffect(() => {
    if (theme === 'light' || theme === 'dark') setColorScheme(theme);
    else if (theme === 'system') setColorScheme('auto');
  }, [theme, setColorScheme]);
  useEffect(() => registry.changeKeys(readKeys(keys)), [keys]);
  useEffect(() => {
    document.documentElement.dataset.touch = String(large);
  }, [large]);
  useEffect(() => {
    if (language) void speak(toLanguage(language));
  }, [language]);
}

/** The changed keys as they are kept in the settings: JSON of id → key. */
function readKeys(kept: string | undefined): Record<string, string> {
  return kept ? (JSON.parse(kept) as Record<string, string>) : {};
}
