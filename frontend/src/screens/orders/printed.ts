import { useTranslation } from 'react-i18next';
import type { Print, PrintNote, Result } from '../../bridge';
import type { Tone } from '../../ui';

/** The meaning of a print job's state. */
export const tones: Record<Print['state'], Tone> = {
  waiting: 'accent',
  printing: 'accent',
  printed: 'plain',
  failed: 'danger',
  cancelled: 'plain',
};

/** What became of a print job; one that went on at another till did not come to nothing. */
export function usePrinted(): (print: Pick<Print, 'state' | 'error'>) => string {
  const { t } = useTranslation('orders');
  return ({ state, error }) =>
    state === 'cancelled' && error === 'moved' ? t('print.moved') : t(`print.${state}`);
}

/** What a paper is of: the number of its order, what its goods or place are called, or how many they are. */
export function usePrintOf(): (print: Pick<Print, 'number' | 'of'>) => string {
  const { t } = useTranslation('orders');
  return ({ number, of }) => {
    if (!of) return number;
    if (of.title) return of.title;
    if (of.orders) return t('print.of.orders', { count: of.orders });
    if (of.offers) return t('print.of.goods', { count: of.offers });
    return of.places ? t('print.of.places', { count: of.places }) : t('print.of.counted');
  };
}

const fields: ReadonlySet<string> = new Set([
  'address',
  'recipient',
  'phone',
  'comment',
  'title',
  'name',
  'delivery',
]);

/** What a paper lacks that came out, in a line; "" when it lacks nothing. */
export function usePrintNotes(): (print: Pick<Print, 'notes'>) => string {
  const { t } = useTranslation('orders');
  return ({ notes = [] }) => notes.map(tell).join(' · ');
  function tell({ code, field = '' }: PrintNote): string {
    // A field of rows is called "Rows.Address"; what a template leaves out goes by its own name.
    const last = field.slice(field.lastIndexOf('.') + 1).toLowerCase();
    const named = code === 'sticker_left_out' || code === 'field_missing';
    const what = named ? field : t(`print.field.${fields.has(last) ? last : 'other'}`);
    return t([`print.note.${code}`, 'print.note.other'], { what });
  }
}

/** Whether a paper of an order was printed, so that the next one is a copy. */
export function wasPrinted({ prints }: Pick<Result<'orders.get'>, 'prints'>, document: string): boolean {
  return prints.some((print) => print.document === document && print.state !== 'cancelled');
}
