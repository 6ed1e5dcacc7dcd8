import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';

/** The languages of the screens, the shop's first. */
export const languages = ['uk', 'en', 'ru'] as const;
export type Language = (typeof languages)[number];

/** A language's catalogues: area → key → text. Keys are flat, so that a key may be the beginning of another. */
export type Catalogue = Record<string, Record<string, string>>;

const load: Record<Language, () => Promise<{ catalogue: Catalogue }>> = {
  uk: () => import('./uk'),
  en: () => import('./en'),
  ru: () => import('./ru'),
};

const remembered = 'language';

/** Narrows a language tag ("uk-UA") to a language of the screens; Ukrainian when it is none of them. */
export function toLanguage(tag: string | null | undefined): Language {
  const short = tag?.slice(0, 2).toLowerCase();
  return languages.find((language) => language === short) ?? 'uk';
}

/** The language to begin with: the last one used at this desk, else the machine's. */
export function firstLanguage(): Language {
  return toLanguage(localStorage.getItem(remembered) ?? navigator.language);
}

/** Makes the translator ready in one language. */
export async function startTranslator(language: Language): Promise<i18n> {
  const { catalogue } = await load[language]();
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: catalogue },
    defaultNS: 'frame',
    fallbackLng: false,
    keySeparator: false,
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  document.documentElement.lang = language;
  return i18next;
}

/** Changes the language of the screens and remembers it at this desk. */
export async function speak(language: Language): Promise<void> {
  localStorage.setItem(remembered, language);
  if (i18next.language === language) return;
  const { catalogue } = await load[language]();
  for (const [area, texts] of Object.entries(catalogue)) i18next.addResourceBundle(language, area, texts);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
