import { gather } from './gather';

export const catalogue = gather(
  import.meta.glob<Record<string, string>>('./en/*.json', { eager: true, import: 'default' }),
);
