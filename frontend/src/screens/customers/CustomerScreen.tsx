import { useQueryClient } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { call, deskKey, useCommand, useDesk, type Params, type Result } from '../../bridge';
import { useCommands } from '../../commands';
import { useRight } from '../../desk';
import { go, isWithin } from '../../route';
import { CardPage, KeyButton, NoCard, say, settleField, StatusBadge, useDraft, useSayError } from '../../ui';
import { OpenClashes } from '../needs/OpenClashes';
import { CustomerFields } from './CustomerFields';
import { CustomerFigures, CustomerHistory } from './CustomerFigures';
import classes from './Customers.module.css';

export type Draft = Params<'customers.save'>;
type Customer = Result<'customers.get'>;

const fresh: Draft = {
  id: '',
  name: '',
  phones: [],
  email: '',
  city: '',
  address: '',
  note: '',
  source: '',
  birthday: '',
  discount_bp: 0,
  card: '',
};

/** A customer's card, or an empty one for a new customer. */
export function CustomerScreen({ id }: { id: string }) {
  const { data, error } = useDesk('customers.get', { id }, { when: id !== 'new' });
  const { t } = useTranslation('customers');
  if (error) return <NoCard list={['customers']} back={t('back')} error={error} />;
  if (id === 'new') return <Card saved={fresh} />;
  return data?.id === id ? <Card saved={data} customer={data} /> : null;
}

/** Only what is saved: the card knows more. */
function pick(draft: Draft): Draft {
  const { id, name, phones, email, city, address, note, source, birthday, discount_bp, card } = draft;
  const { legal_name, tax_id, iban, bank, legal_address } = draft;
  const firm = { legal_name, tax_id, iban, bank, legal_address };
  const saved = { id, name, phones, email, city, address, note, source, birthday, discount_bp, ...firm };
  return card === undefined ? saved : { ...saved, card };
}

function Card({ saved, customer }: { saved: Draft; customer?: Customer }) {
  const { t } = useTranslation('customers');
  const mayDelete = useRight('goods');
  const refused = useSayError();
  const cache = useQueryClient();
  // What was typed outlives this part: it is there again after a lock, another screen or a reload.
  const [kept, keep, drop] = useDraft<Draft>(`customer.${saved.id || 'new'}`);
  const draft = kept ?? pick(saved);
  const latest = useRef(draft);
  useLayoutEffect(() => {
    latest.current = draft;
  });
  const save = useCommand('customers.save', {
    done: ({ id }) => {
      say(t('saved', { name: draft.name.trim() || t('nameless') }));
      // The saved card comes first: without it the old one would be seen for a moment.
      void cache.refetchQueries({ queryKey: deskKey('customers.get', { id }) }).then(() => {
        drop();
        if (saved.id === '' && isWithin('customers', 'new')) go('customers', id);
      });
    },
  });
  const remove = useCommand('customers.delete', {
    refused,
    done: (_, { id }) => {
      drop();
      go('customers');
      say(t('deleted', { name: saved.name || t('nameless') }), {
        undo: () => void call('customers.restore', { id }).then(() => go('customers', id), refused),
      });
    },
  });
  const sell = useCommand('counter.set_customer', { refused, done: () => go('counter') });

  function giveUp() {
    drop();
    if (kept) say(t('dropped'), { tone: 'plain', undo: () => keep(kept) });
  }

  function submit() {
    settleField();
    save.mutate(pick(latest.current));
  }

  useCommands({
    'ui.close': () => go('customers'),
    'customers.new': { run: () => go('customers', 'new'), when: () => saved.id !== '' },
    'customers.save': { run: submit, when: () => !save.isPending },
    'customers.sell': {
      run: () => sell.mutate({ customer_id: saved.id }),
      when: () => saved.id !== '' && !sell.isPending,
    },
    'customers.delete': {
      run: () => remove.mutate({ id: saved.id }),
      when: () => mayDelete && saved.id !== '' && !remove.isPending,
    },
  });

  return (
    <CardPage
      title={draft.name || t(saved.id === '' ? 'new' : 'nameless')}
      list={['customers']}
      back={t('back')}
      marks={
        <>
          {kept && <StatusBadge tone="waits">{t('unsaved')}</StatusBadge>}
          <OpenClashes root={saved.id} />
        </>
      }
      tools={
        <>
          {saved.id !== '' && <KeyButton command="customers.sell">{t('sell')}</KeyButton>}
          {saved.id !== '' && mayDelete && (
            <KeyButton command="customers.delete" className={classes.risk}>
              {t('delete')}
            </KeyButton>
          )}
          {kept && <Button onClick={giveUp}>{t('drop')}</Button>}
          <KeyButton command="customers.save" variant="filled" loading={save.isPending}>
            {t('save')}
          </KeyButton>
        </>
      }
    >
      <div className={classes.columns}>
        <CustomerFields draft={draft} error={save.error} onChange={(part) => keep({ ...draft, ...part })} />
        {customer ? (
          <>
            <CustomerFigures customer={customer} />
            <CustomerHistory customer={customer} />
          </>
        ) : (
          <p className={classes.promise}>{t('new.text')}</p>
        )}
      </div>
    </CardPage>
  );
}
