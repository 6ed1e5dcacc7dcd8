import { useTranslation } from 'react-i18next';
import type { TemplateRow } from '../../bridge';

// How a template is called in an address: an owner's by its id, a shipped one by its name.
const shipped = 'shipped:';

/** Where the list of templates is. */
export const places = ['settings', 'labels'] as const;

export function keyOf({ id, shipped: name }: Pick<TemplateRow, 'id' | 'shipped'>): string {
  return id === '' ? shipped + name : id;
}

export function keyParams(key: string): { id?: string; shipped?: string } {
  return key.startsWith(shipped) ? { shipped: key.slice(shipped.length) } : { id: key };
}

/** What a template is called: the owner's as the owner called it, a shipped one in words. */
export function useTemplateName(): (template: Pick<TemplateRow, 'id' | 'name' | 'shipped'>) => string {
  const { t } = useTranslation('templates');
  return ({ id, name, shipped: from }) => (id === '' ? t(`shipped.${from}`) : name);
}
