import { useTranslation } from 'react-i18next';
import type { Print, Result } from '../../bridge';
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

/** Whether a paper of an order was printed, so that the next one is a copy. */
export function wasPrinted({ prints }: Pick<Result<'orders.get'>, 'prints'>, document: string): boolean {
  return prints.some((print) => print.document === document && print.state !== 'cancelled');
}
