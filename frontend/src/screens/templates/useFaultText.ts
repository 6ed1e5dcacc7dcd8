import { useTranslation } from 'react-i18next';
import type { Fault, TemplateWarning } from '../../bridge';

/** What a fault of a template says. */
export function useFaultText(): (fault: Fault) => string {
  const { t } = useTranslation('templates');
  return ({ code, value, args }) => {
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
