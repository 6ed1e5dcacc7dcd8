import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Result } from '../../bridge';
import { say } from '../../ui';
import { PapersPanel } from '../papers';
import classes from './Orders.module.css';
import { wasPrinted } from './printed';

/** The papers of one order, the most usual first. */
const ofSale = ['receipt', 'label', 'packing', 'waybill', 'invoice', 'expense'] as const;
const ofReturn = ['receipt'] as const;
type Kind = (typeof ofSale)[number];

/** Every paper of an order: printed through the queue, or saved as a file. */
export function OrderPapers({ order, onClose }: { order: Result<'orders.get'>; onClose: () => void }) {
  const { t } = useTranslation('papers');
  const [document, setDocument] = useState<Kind>(order.kind === 'sale' ? 'invoice' : 'receipt');
  return (
    <PapersPanel<Kind>
      title={t('order.title', { number: order.number })}
      documents={order.kind === 'sale' ? ofSale : ofReturn}
      document={document}
      onDocument={setDocument}
      ask={() => ({ document, orders: [order.id] })}
      print={async () => {
        await call('orders.print', { order_id: order.id, document });
        say(t('queued', { number: order.number, document: t(`orders:document.${document}`) }));
      }}
      onClose={onClose}
      width={320}
    >
      {wasPrinted(order, document) && <p className={classes.quiet}>{t('copy')}</p>}
    </PapersPanel>
  );
}
