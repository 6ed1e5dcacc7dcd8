import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useDesk } from '../../bridge';
import { formatPhone } from '../../format';
import { ErrorLine, SidePanel, isSettled, useEnter } from '../../ui';
import classes from './Orders.module.css';

type Props = {
  /** Whether the order has a customer, who may then be taken out. */
  has: boolean;
  onChoose: (customer_id: string) => void;
  onClose: () => void;
};

/** Finds the customer of an order by a part of a name or phone, or makes a new one of what was typed. */
export function CustomerPanel({ has, onChoose, onClose }: Props) {
  const { t } = useTranslation('orders');
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const [making, setMaking] = useState(false);
  const wanted = text.trim();
  const looked = useDesk('customers.list', { text: wanted, limit: 8 }, { when: wanted !== '' });
  const { data } = looked;
  const found = wanted === '' ? [] : (data?.customers ?? []);
  const chosen = found[Math.min(at, found.length - 1)];
  const take = useEnter(
    () => {
      if (chosen) onChoose(chosen.id);
      else if (wanted !== '') setMaking(true);
    },
    { text: wanted, settled: isSettled(wanted, looked) },
  );

  return (
    <SidePanel
      title={t('buyer.find')}
      onClose={onClose}
      width={320}
      foot={has && <Button onClick={() => onChoose('')}>{t('buyer.out')}</Button>}
    >
      {making ? (
        <NewCustomer typed={wanted} onMade={onChoose} onBack={() => setMaking(false)} />
      ) : (
        <div className={classes.form}>
          <TextInput
            data-autofocus
            label={t('buyer.search')}
            role="combobox"
            aria-expanded={found.length > 0}
            aria-controls="buyers"
            aria-activedescendant={chosen ? `buyer-${chosen.id}` : undefined}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setAt(0);
            }}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1));
              else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
              else if (event.key === 'Enter') take();
              else return;
              event.preventDefault();
            }}
          />
          <div id="buyers" role="listbox" aria-label={t('buyer.find')} className={classes.found}>
            {found.map((customer) => (
              <div
                key={customer.id}
                id={`buyer-${customer.id}`}
                role="option"
                tabIndex={-1}
                aria-selected={customer === chosen}
                onClick={() => onChoose(customer.id)}
                onKeyDown={(event) => event.key === 'Enter' && onChoose(customer.id)}
              >
                <strong>{customer.name}</strong>
                <span className={classes.quiet}>
                  {[formatPhone(customer.phone), customer.city].filter(Boolean).join(' · ')}
                </span>
              </div>
            ))}
          </div>
          {wanted !== '' && (
            <Button onClick={() => setMaking(true)}>{t('buyer.new', { typed: wanted })}</Button>
          )}
        </div>
      )}
    </SidePanel>
  );
}

/** A customer made of a name and a phone; the rest is written on their card. */
function NewCustomer(props: { typed: string; onMade: (id: string) => void; onBack: () => void }) {
  const { t } = useTranslation('orders');
  const phoneTyped = /^[+\d][\d\s()-]*$/.test(props.typed);
  const [name, setName] = useState(phoneTyped ? '' : props.typed);
  const [phone, setPhone] = useState(phoneTyped ? props.typed : '');
  const save = useCommand('customers.save', { done: ({ id }) => props.onMade(id) });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (save.isPending) return;
    const empty = { id: '', email: '', city: '', address: '', note: '', source: '', birthday: '' };
    save.mutate({ ...empty, name: name.trim(), phones: [phone.trim()].filter(Boolean), discount_bp: 0 });
  }

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput
        autoFocus={phoneTyped}
        label={t('buyer.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        autoFocus={!phoneTyped}
        label={t('buyer.phone')}
        inputMode="tel"
        value={phone}
        onChange={(event) => setPhone(event.currentTarget.value)}
      />
      <ErrorLine error={save.error} />
      <div className={classes.formFoot}>
        <Button type="submit" variant="filled" loading={save.isPending}>
          {t('save')}
        </Button>
        <Button onClick={props.onBack}>{t('buyer.back')}</Button>
      </div>
    </form>
  );
}
