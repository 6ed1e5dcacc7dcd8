import { useMantineColorScheme } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import { useCommand } from '../bridge';
import { registry } from '../commands';
import { speak, toLanguage } from '../i18n';
import { useDeskState, type DeskState } from '.';

/** How this desk looks, sounds and prints; the rest of the settings belong to the shop. */
export type OwnSetting =
  'theme' | 'language' | 'touch' | 'sounds' | 'checklist' | 'scanner' | `printer.${string}`;

/** What the settings hold under the commands' keys that were changed. */
const keyPrefix = 'keys.';

/** Stands in the settings for "no key at all": an empty value is the default. */
export const noKey = '-';

/** The name of the setting that holds a command's key. */
export function keySetting(command: string): string {
  return keyPrefix + command;
}

function ownName(state: DeskState, name: OwnSetting): string {
  return `desk.${state.desk?.id ?? ''}.${name}`;
}

/** A setting of this desk, "" when it is the default, and how it is changed. */
export function useOwnSetting(name: OwnSetting): [string, (value: string) => void, unknown] {
  const state = useDeskState();
  return useSetting(ownName(state, name));
}

/** A setting by its whole name, "" when it is the default, how it is changed, and why it could not be. */
export function useSetting(key: string): [string, (value: string) => void, unknown] {
  const { settings } = useDeskState();
  const set = useCommand('settings.set');
  // While it is being kept, what was chosen is shown.
  const value = set.isPending ? set.variables.value : (settings[key] ?? '');
  return [value, (next) => set.mutate({ key, value: next }), set.error];
}

/** Makes the screens look and speak as the settings say; used once. */
export function useApplySettings(state: DeskState | undefined): void {
  const { setColorScheme } = useMantineColorScheme();
  const own = (name: OwnSetting) => (state ? state.settings[ownName(state, name)] : undefined);
  const theme = own('theme') ?? '';
  const touch = own('touch') === 'large';
  const language = own('language') || state?.user?.language || state?.shop?.language;
  const settings = state?.settings;
  const keys = useMemo(() => changedKeys(settings ?? {}), [settings]);

  useEffect(
    () => setColorScheme(theme === 'light' || theme === 'dark' ? theme : 'auto'),
    [theme, setColorScheme],
  );
  useEffect(() => registry.changeKeys(keys), [keys]);
  useEffect(() => {
    document.documentElement.dataset.touch = String(touch);
  }, [touch]);
  useEffect(() => {
    if (language) void speak(toLanguage(language));
  }, [language]);
}

/** The keys that were changed: command → key, "" for none. */
export function changedKeys(settings: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([key, value]) => key.startsWith(keyPrefix) && value !== '')
      .map(([key, value]) => [key.slice(keyPrefix.length), value === noKey ? '' : value]),
  );
}
