import { useTranslation } from 'react-i18next';
import type { Fault, TemplateWarning } from '../../bridge';
import { formatQuantity } from '../../format';

const lengths: ReadonlySet<string> = new Set(['least', 'most', 'wide', 'high']);

/** What a fault of a template says. */
export function useFaultText(): (fault: Fault) => string {
  const { t, i18n } = useTranslation('templates');
  // Lengths come with a point, as programs write them.
  const written = ([name, text]: [string, string]) =>
    [
      name,
      lengths.has(name) ? formatQuantity(Math.round(Number(text) * 1000), i18n.language) : text,
    ] as const;
  return ({ code, value, args: given }) => {
    const args: Record<string, string> = Object.fromEntries(Object.entries(given).map(written));
    const field = args.name && t([`field.${args.name}`, 'field.other'], { name: args.name });
    return t([`fault.${code}.${args.reason ?? ''}`, `fault.${code}`, 'fault.other'], {
      ...args,
      value,
      field,
      brace: '{{',
    });
  };
}

/** What a warning says: the sticker is printed, and not quite as it was given. */
export function useWarningText(): (warning: TemplateWarning) => string {
  const { t } = useTranslation('templates');
  return ({ code, field, lost }) => t([`warning.${code}`, 'warning.other'], { count: lost, field });
}
