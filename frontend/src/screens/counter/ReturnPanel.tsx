import { TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { call, useDesk, type OrderRow } from '../../bridge';
import { useSounds } from '../../desk/sound';
import { formatMoment } from '../../format';
import { useBadge } from '../../frame/useOpenFound';
import { useScan } from '../../scan';
import { MoneyText, SidePanel, useInView, useSayError } from '../../ui';
import type { Done } from './LastSale';
import classes from './Panels.module.css';
import { ReturnGoods } from './ReturnGoods';

type Props = {
  /** The sale to take goods of, when another screen has named it. */
  order?: string | undefined;
  onDone: (done: Done) => void;
  onClose: () => void;
};

const found_max = 8;

/** Takes goods of an old sale back: first the sale, then what comes back of it. */
export function ReturnPanel({ order, onDone, onClose }: Props) {
  const [sale, setSale] = useState(order);
  return sale === undefined ? (
    <FindSale onFound={setSale} onClose={onClose} />
  ) : (
    <ReturnGoods order={sale} onDone={onDone} onClose={onClose} />
  );
}

/** Finds the sale by the number on its receipt, a phone, a name or the goods; the newest stand on top. */
function FindSale({ onFound, onClose }: { onFound: (order: string) => void; onClose: () => void }) {
  const { t } = useTranslation('counter');
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const { data, isPlaceholderData } = useDesk('orders.list', {
    text: text.trim(),
    kind: 'sale',
    status: ['completed', 'delivered', 'shipped'],
    limit: found_max,
  });
  // Enter pressed before the answer is there takes its first sale when it comes.
  const [awaited, setAwaited] = useState(false);
  const sales = data?.orders ?? [];
  const sounds = useSounds();
  const badge = useBadge();
  const refused = useSayError();
  // A scan says which sale it was; it must not sell what a person brings back.
  useScan(({ code }) => take(code).catch(failed), { over: true });
  useInView(list, at);
  const first = isPlaceholderData ? undefined : data?.orders[0]?.id;
  useEffect(() => {
    if (awaited && first !== undefined) onFound(first);
  }, [awaited, first, onFound]);

  async function take(code: string) {
    const { found, offers, order_id, text: read } = await call('scan.find', { code });
    if (found === 'user') return await badge(code);
    if (found === 'nothing') sounds.no();
    else sounds.yes();
    if (order_id) return onFound(order_id);
    return look(offers[0]?.title ?? read);
  }
  function failed(thrown: unknown) {
    sounds.no();
    refused(thrown);
  }
  function look(next: string) {
    setText(next);
    setAt(0);
    setAwaited(false);
  }

  function press(event: KeyboardEvent) {
    const sale = sales[at];
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, sales.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
    // While the answer is about an earlier text, its first row is not what was meant.
    else if (event.key === 'Enter' && (isPlaceholderData || !data)) setAwaited(true);
    else if (event.key === 'Enter' && sale) onFound(sale.id);
    else return;
    event.preventDefault();
  }

  return (
    <SidePanel title={t('return.title')} onClose={onClose} width={560}>
      <TextInput
        data-autofocus
        label={t('return.find')}
        autoComplete="off"
        spellCheck={false}
        role="combobox"
        aria-expanded={sales.length > 0}
        aria-controls="counter-sales"
        value={text}
        onChange={(event) => look(event.currentTarget.value)}
        onKeyDown={press}
      />
      <div
        ref={list}
        id="counter-sales"
        className={classes.rows}
        role="listbox"
        aria-label={t('return.find')}
        aria-busy={isPlaceholderData}
      >
        {sales.map((sale, index) => (
          <SaleRow key={sale.id} sale={sale} lit={index === at} onTake={() => onFound(sale.id)} />
        ))}
      </div>
      {data && sales.length === 0 && (
        <p className={classes.none}>{t(text.trim() === '' ? 'return.find.empty' : 'return.find.none')}</p>
      )}
    </SidePanel>
  );
}

function SaleRow({ sale, lit, onTake }: { sale: OrderRow; lit: boolean; onTake: () => void }) {
  const { i18n } = useTranslation();
  const [now_ms] = useState(() => Date.now());
  return (
    <div
      role="option"
      tabIndex={-1}
      aria-selected={lit}
      className={classes.row}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onTake}
      onKeyDown={() => undefined}
    >
      <span className={classes.first}>
        <span>
          <strong>{sale.number}</strong> {sale.customer}
        </span>
        <MoneyText minor={sale.total} />
      </span>
      <span className={classes.second}>
        {formatMoment(sale.created_at, now_ms, i18n.language)}
        {sale.goods && ` · ${sale.goods}`}
      </span>
    </div>
  );
}
