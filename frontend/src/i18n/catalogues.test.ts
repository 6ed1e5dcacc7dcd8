import { describe, expect, test } from 'vitest';
import { catalogue as commands, areaOf, labelOf } from '../commands';
import { errorCodes } from '../bridge';
import { catalogue as en } from './en';
import { catalogue as ru } from './ru';
import { catalogue as uk } from './uk';

const catalogues = { uk, en, ru };
const plural = /_(zero|one|two|few|many|other)$/;

function flat(language: keyof typeof catalogues): Map<string, string> {
  return new Map(
    Object.entries(catalogues[language]).flatMap(([area, texts]) =>
      Object.entries(texts).map(([key, text]) => [`${area}:${key}`, text] as const),
    ),
  );
}

/** The keys without their plural endings: languages have different numbers of forms. */
function keys(language: keyof typeof catalogues): string[] {
  return [...new Set([...flat(language).keys()].map((key) => key.replace(plural, '')))].toSorted();
}

const has = (key: string) => keys('uk').includes(key);

describe.each(['uk', 'en', 'ru'] as const)('the catalogue %s', (language) => {
  test('has the keys that the Ukrainian one has', () => expect(keys(language)).toEqual(keys('uk')));

  test('has no empty text', () => {
    expect([...flat(language)].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  test('has every plural form of its language', () => {
    const texts = flat(language);
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const counted = [...texts.keys()].filter((key) => plural.test(key)).map((key) => key.replace(plural, ''));
    const missing = counted
      .flatMap((key) => forms.map((form) => `${key}_${form}`))
      .filter((key) => !texts.has(key));
    expect(missing).toEqual([]);
  });

  test('names the same values as the Ukrainian one', () => {
    const values = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name).toSorted();
    const ours = flat(language);
    for (const [key, text] of flat('uk')) {
      const other = ours.get(key);
      if (other !== undefined) expect([key, values(other)]).toEqual([key, values(text)]);
    }
  });
});

test('every refusal of the desk has a sentence', () => {
  // Those of the screen itself and of printers, which are no answers of methods.
  const others = [
    'unknown',
    'lost',
    'desk_not_open',
    'printer_unknown',
    'printer_refused',
    'no_print_system',
    'printer_timeout',
    'printer_away',
    'printer_denied',
    'printer_untrusted',
    'printer_busy',
    'printer_cut',
    'printer_doubt',
    'printer_format',
    'printer_open',
    'printer_paper',
    'printer_ribbon',
    'printer_fault',
    'printer_paused',
  ];
  expect([...errorCodes, ...others].filter((code) => !has(`errors:${code}`))).toEqual([]);
});

test('every command has a label, and every area of commands a name', () => {
  const wanted = commands.flatMap(({ id }) => [labelOf(id), `${areaOf(id)}:area`]);
  expect(wanted.filter((key) => !has(key))).toEqual([]);
});

test('every key that a screen names in full is in the catalogues', () => {
  const sources = import.meta.glob<string>(
    ['../**/*.tsx', '../**/*.ts', '!../**/*.test.*', '!../**/*.gen.ts'],
    {
      eager: true,
      query: '?raw',
      import: 'default',
    },
  );
  const missing: string[] = [];
  for (const [file, text] of Object.entries(sources)) {
    const areas = [...text.matchAll(/useTranslation\((?:'(\w+)')?\)/g)].map(([, area = 'frame']) => area);
    if (areas.length === 0) continue;
    for (const [, key = ''] of text.matchAll(/\bt\('([^'$]+)'/g)) {
      const found = key.includes(':') ? has(key) : areas.some((area) => has(`${area}:${key}`));
      if (!found) missing.push(`${file}: ${key}`);
    }
  }
  expect(missing).toEqual([]);
});
