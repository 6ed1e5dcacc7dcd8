import { TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useDesk, type Result } from '../bridge';
import { KeyHint, labelOf, registry, useCommands } from '../commands';
import { formatPhone } from '../format';
import { go } from '../route';
import { couldBeCode, passOn, useScan } from '../scan';
import { isSettled, useEnter } from '../ui';
import classes from './Palette.module.css';

type Found = Result<'find.everything'>;
type Row = { key: string; title: string; detail: string; command?: string; open(): void };

/** One field that finds goods, orders, customers and commands. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const before = useRef(document.activeElement);
  const { rows, settled } = useRows(text);
  const chosen = rows[Math.min(at, rows.length - 1)];
  const enter = useEnter(() => open(chosen), { text: text.trim(), settled });
  useCommands({ 'ui.close': onClose }, { over: true, alone: true });

  // What lies below is what a scan is for.
  useScan(
    (scan) => {
      flushSync(onClose);
      passOn(scan);
    },
    { over: true },
  );

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  useEffect(() => {
    const home = before.current;
    return () => {
      if (document.activeElement === document.body && home instanceof HTMLElement) home.focus();
    };
  }, []);

  function open(row: Row | undefined) {
    if (!row) return;
    // The palette keeps commands from what lies below it: it must be gone before one runs.
    flushSync(onClose);
    row.open();
  }

  return (
    <div
      role="presentation"
      className={classes.ground}
      onMouseDown={(event) => event.target === event.currentTarget && onClose()}
    >
      <div className={classes.palette} role="dialog" aria-modal="true" aria-label={t('find')}>
        <TextInput
          autoFocus
          aria-label={t('find')}
          placeholder={t('find')}
          role="combobox"
          aria-expanded={rows.length > 0}
          aria-controls="palette-rows"
          aria-activedescendant={chosen ? `palette-${chosen.key}` : undefined}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') setAt(Math.min(at + 1, rows.length - 1));
            else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
            else if (event.key === 'Enter') enter();
            else return;
            event.preventDefault();
          }}
        />
        <div ref={list} id="palette-rows" className={classes.rows} role="listbox" aria-label={t('found')}>
          {rows.map((row) => (
            <div
              key={row.key}
              id={`palette-${row.key}`}
              role="option"
              tabIndex={-1}
              aria-selected={row === chosen}
              className={classes.row}
              onClick={() => open(row)}
              onKeyDown={(event) => event.key === 'Enter' && open(row)}
            >
              <span className={classes.title}>{row.title}</span>
              <span className={classes.detail}>{row.detail}</span>
              {row.command && <KeyHint command={row.command} />}
            </div>
          ))}
        </div>
        {rows.length === 0 && <p className={classes.none}>{t('found.none')}</p>}
      </div>
    </div>
  );
}

/** What a text finds, and whether that is known by now. */
function useRows(text: string): { rows: Row[]; settled: boolean } {
  const { t } = useTranslation();
  const wanted = text.trim();
  const everything = useDesk('find.everything', { text: wanted }, { when: wanted !== '' });
  // A code that was typed or pasted means what it means when it is scanned.
  const asCode = useDesk('scan.find', { code: wanted }, { when: couldBeCode(wanted) });
  const [{ data }, { data: scanned }] = [everything, asCode];
  const settled = isSettled(wanted, everything, ...(couldBeCode(wanted) ? [asCode] : []));
  const folded = wanted.toLocaleLowerCase();
  // What the screen below answers, as it was when the palette opened.
  const [active] = useState(() => registry.active().filter(({ quiet }) => !quiet));
  const commands = active
    .map(({ id }) => ({ id, title: t(labelOf(id)) }))
    .filter(({ title }) => title.toLocaleLowerCase().includes(folded))
    .map(({ id, title }): Row => ({
      key: id,
      title,
      detail: t('found.command'),
      command: id,
      open: () => void registry.run(id),
    }));
  const found = wanted === '' || !data ? [] : foundRows(data, t);
  const rows = [...(scanned && couldBeCode(wanted) ? codeRows(scanned, found, t) : found), ...commands];
  return { rows, settled };
}

/** What a code belongs to comes before what is merely like it. */
function codeRows(scanned: Result<'scan.find'>, found: readonly Row[], t: (key: string) => string): Row[] {
  const { offers, order_id, customer_id, text } = scanned;
  const own = foundRows({ offers, orders: [], customers: [] }, t);
  const card = (key: string, what: 'order' | 'customer'): Row =>
    found.find((row) => row.key === key) ?? {
      key,
      title: text,
      detail: t(`found.${what}`),
      open: () => go(`${what}s`, key),
    };
  if (order_id) own.push(card(order_id, 'order'));
  if (customer_id) own.push(card(customer_id, 'customer'));
  return [...own, ...found.filter(({ key }) => own.every((row) => row.key !== key))];
}

/** What was found, as rows: each opens its card. */
function foundRows(
  { offers, orders, customers }: Pick<Found, 'offers' | 'orders' | 'customers'>,
  t: (key: string) => string,
): Row[] {
  return [
    ...orders.map((order): Row => ({
      key: order.id,
      // Whom nobody named is known by what was bought.
      title: [order.number, order.customer || order.goods].filter(Boolean).join(' · '),
      detail: t('found.order'),
      open: () => go('orders', order.id),
    })),
    ...offers.map((offer): Row => ({
      key: offer.id,
      title: offer.title,
      detail: offer.sku || t('found.offer'),
      open: () => go('goods', offer.product_id),
    })),
    ...customers.map((customer): Row => ({
      key: customer.id,
      title: [customer.name, formatPhone(customer.phone)].filter(Boolean).join(' · '),
      detail: t('found.customer'),
      open: () => go('customers', customer.id),
    })),
  ];
}
