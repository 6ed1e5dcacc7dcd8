import { gather } from './gather';

export const catalogue = gather(
  import.meta.glob<Record<string, string>>('./uk/*.json', { eager: true, import: 'default' }),
);
