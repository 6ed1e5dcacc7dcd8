import { useTranslation } from 'react-i18next';
import { call } from '../../bridge';
import { useSounds } from '../../desk/sound';
import { useScan } from '../../scan';
import { say, useSayError } from '../../ui';

/** Prints the label of an order again when its number, its waybill or a code of its parcels is scanned. */
export function useReprint(): void {
  const { t } = useTranslation('prints');
  const sounds = useSounds();
  const refused = useSayError();
  useScan(async ({ code }) => {
    try {
      const found = await call('scan.find', { code });
      if (!found.order_id) {
        sounds.no();
        say(t('scan.other', { text: found.text }), { tone: 'waits' });
        return;
      }
      await call('orders.print', { order_id: found.order_id, document: 'label' });
      sounds.yes();
      say(t('scan.queued', { text: found.text }));
    } catch (thrown) {
      sounds.no();
      refused(thrown);
    }
  });
}
