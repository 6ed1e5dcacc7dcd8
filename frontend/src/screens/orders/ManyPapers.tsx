import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderRow } from '../../bridge';
import { useKept } from '../../ui';
import { CountField, PapersPanel } from '../papers';
import classes from './Orders.module.css';

const documents = ['register', 'picklist'] as const;
type Kind = (typeof documents)[number];

/** Papers that are made of many orders together; what came back is sent to nobody. */
export function ManyPapers({ orders, onClose }: { orders: readonly OrderRow[]; onClose: () => void }) {
  const { t } = useTranslation('papers');
  const [document, setDocument] = useKept<Kind>('papers.orders', 'register');
  const [copies, setCopies] = useState<number | undefined>(1);
  const sales = orders.filter(({ kind }) => kind === 'sale');
  const left = orders.length - sales.length;
  return (
    <PapersPanel
      title={t('orders.title', { count: sales.length })}
      documents={documents}
      document={document}
      onDocument={setDocument}
      ask={() => ({ document, orders: sales.map(({ id }) => id), copies: copies ?? 1 })}
      onClose={onClose}
    >
      <p className={classes.quiet}>{t(`what.${document}`)}</p>
      {left > 0 && <p className={classes.quiet}>{t('orders.returns', { count: left })}</p>}
      <CountField label={t('copies')} digits={3} value={copies} onChange={setCopies} />
    </PapersPanel>
  );
}
