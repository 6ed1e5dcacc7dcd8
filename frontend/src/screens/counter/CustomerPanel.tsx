import { Button, TextInput } from '@mantine/core';
import { useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useDesk, type CustomerBrief } from '../../bridge';
import { ErrorLine, MoneyText, PhoneText, SidePanel, isSettled, useEnter, useInView } from '../../ui';
import classes from './Panels.module.css';
import { Row } from './Row';
import type { Till } from './till';

const found_max = 8;

/** Finds a customer by a part of the phone or name, or makes a new one in place. */
export function CustomerPanel({ till, onClose }: { till: Till; onClose: () => void }) {
  const { t } = useTranslation('counter');
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const [making, setMaking] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const wanted = text.trim();
  const looked = useDesk('customers.list', { text: wanted, limit: found_max }, { when: wanted !== '' });
  const { data } = looked;
  const found = wanted === '' ? [] : (data?.customers ?? []);
  // The last row makes a new customer; it is the first when nobody was found.
  const rows = wanted === '' ? 0 : found.length + 1;
  useInView(list, at);
  const enter = useEnter(() => open(at), { text: wanted, settled: isSettled(wanted, looked) });

  async function choose(customer: string) {
    if (await till.tell('counter.set_customer', { customer_id: customer })) onClose();
  }

  function open(index: number) {
    const customer = found[index];
    if (customer) void choose(customer.id);
    else if (wanted !== '') setMaking(true);
  }

  function press(event: KeyboardEvent) {
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, rows - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
    else if (event.key === 'Enter') enter();
    else return;
    event.preventDefault();
  }

  if (making) return <NewCustomer typed={wanted} onMade={(id) => void choose(id)} onClose={onClose} />;
  const now = till.counter?.customer;
  return (
    <SidePanel title={t('customer.panel')} onClose={onClose} width={420}>
      <TextInput
        data-autofocus
        label={t('customer.field')}
        autoComplete="off"
        spellCheck={false}
        role="combobox"
        aria-expanded={rows > 0}
        aria-controls="counter-customers"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <div
        ref={list}
        id="counter-customers"
        className={classes.rows}
        role="listbox"
        aria-label={t('customer')}
      >
        {found.map((customer, index) => (
          <Row key={customer.id} lit={index === at} onTake={() => void choose(customer.id)}>
            <CustomerRow customer={customer} />
          </Row>
        ))}
        {wanted !== '' && (
          <Row lit={at >= found.length} onTake={() => setMaking(true)}>
            <strong>{t('customer.new', { text: wanted })}</strong>
          </Row>
        )}
      </div>
      {now && wanted === '' && (
        <Button mt="md" onClick={() => void choose('')}>
          {t('customer.remove', { name: now.name || now.phone })}
        </Button>
      )}
    </SidePanel>
  );
}

function CustomerRow({ customer }: { customer: CustomerBrief }) {
  const { t } = useTranslation('counter');
  return (
    <>
      <span className={classes.first}>
        <span>{customer.name || t('customer.nameless')}</span>
        <PhoneText phone={customer.phone} />
      </span>
      <span className={classes.second}>
        {t('customer.orders', { count: customer.orders })}
        {' · '}
        <MoneyText minor={customer.spent} />
      </span>
    </>
  );
}

type NewProps = { typed: string; onMade: (id: string) => void; onClose: () => void };

/** A customer made without leaving the sale: what was typed is the phone or the name already. */
function NewCustomer({ typed, onMade, onClose }: NewProps) {
  const { t } = useTranslation('counter');
  const digits = /^[+\d\s()-]{6,}$/.test(typed);
  const [name, setName] = useState(digits ? '' : typed);
  const [phone, setPhone] = useState(digits ? typed : '');
  const save = useCommand('customers.save', { done: ({ id }) => onMade(id) });

  return (
    <SidePanel
      title={t('customer.new.title')}
      onClose={onClose}
      width={420}
      foot={
        <Button variant="filled" type="submit" form="new-customer" loading={save.isPending}>
          {t('customer.save')}
        </Button>
      }
    >
      <form
        id="new-customer"
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (save.isPending) return;
          save.mutate({ ...blank, name: name.trim(), phones: phone.trim() === '' ? [] : [phone] });
        }}
      >
        <TextInput
          autoFocus={digits}
          label={t('customer.name')}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          autoFocus={!digits}
          label={t('customer.phone')}
          type="tel"
          autoComplete="off"
          value={phone}
          onChange={(event) => setPhone(event.currentTarget.value)}
        />
        <ErrorLine error={save.error} />
      </form>
    </SidePanel>
  );
}

const blank = {
  id: '',
  email: '',
  city: '',
  address: '',
  note: '',
  source: '',
  birthday: '',
  discount_bp: 0,
};
