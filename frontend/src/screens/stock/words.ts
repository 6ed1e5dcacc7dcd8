import { useTranslation } from 'react-i18next';
import type { OpenSheet } from '../../bridge';
import { formatQuantity } from '../../format';

/** How a sheet is said in short. */
export function useSheetWords() {
  const { t, i18n } = useTranslation('stock');
  return {
    /** "42 lines · 100 pieces · 2 by weight · 3 differ" */
    sum: ({ kind, sum: { lines, pieces, measured, differ } }: OpenSheet) =>
      [
        t('sum.lines', { count: lines }),
        pieces > 0 &&
          t('sum.pieces', { count: pieces / 1000, quantity: formatQuantity(pieces, i18n.language) }),
        measured > 0 && t('sum.measured', { count: measured }),
        kind === 'count' && (differ > 0 ? t('sum.differ', { count: differ }) : t('sum.same')),
      ]
        .filter((part) => part !== false)
        // A figure stays beside its word.
        .map((part) => part.replaceAll(' ', '\u00a0'))
        .join(' · '),
  };
}
