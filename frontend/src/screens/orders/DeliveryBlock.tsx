import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, type Delivery, type Result } from '../../bridge';
import { useCommands } from '../../commands';
import {
  deliveryMethods,
  ErrorLine,
  KeyButton,
  MoneyInput,
  MoneyText,
  PhoneText,
  say,
  Suggest,
  useDraft,
  useErrorText,
  useWords,
} from '../../ui';
import { formatPhone } from '../../format';
import classes from './Orders.module.css';

type Props = { order: Result<'orders.get'> };

/** Where the order goes and how: read at a glance, edited in the same place. */
export function DeliveryBlock({ order }: Props) {
  const { t } = useTranslation('orders');
  const [draft, keep, drop] = useDraft<Delivery>(`delivery.${order.id}`);
  const editable = order.kind === 'sale' && order.status !== 'cancelled';
  const edit = () => keep(order.delivery);
  useCommands({ 'orders.delivery': { run: edit, when: () => editable && !draft } });
  return (
    <section className={classes.block} aria-label={t('delivery')}>
      <header>
        <h2>{t('delivery')}</h2>
        {editable && !draft && (
          <KeyButton command="orders.delivery" size="compact-sm">
            {t('edit')}
          </KeyButton>
        )}
      </header>
      {draft ? (
        <DeliveryForm order={order} draft={draft} onDraft={keep} onEnd={drop} />
      ) : (
        <DeliveryText delivery={order.delivery} />
      )}
    </section>
  );
}

function DeliveryText({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation('orders');
  const words = useWords();
  const { method, recipient, recipient_phone, city, address, price, waybill, cod } = delivery;
  const rows = [
    { name: 'method', text: words.delivery(method) },
    { name: 'recipient', text: recipient },
    { name: 'recipient_phone', text: recipient_phone && <PhoneText phone={recipient_phone} /> },
    { name: 'address', text: [city, address].filter(Boolean).join(', ') },
    { name: 'waybill', text: waybill },
    { name: 'price', text: price > 0 && <MoneyText minor={price} /> },
    { name: 'cod', text: cod && t('yes') },
  ].filter(({ text }) => Boolean(text));
  if (rows.length === 0) return <p className={classes.quiet}>{t('delivery.none')}</p>;
  return (
    <dl className={classes.facts}>
      {rows.map(({ name, text }) => (
        <div key={name}>
          <dt>{t(`delivery.${name}`)}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The way of delivery that a person means; another stays as it is written. */
function methodOf(word: string, name: (method: string) => string): string {
  const folded = word.trim().toLowerCase();
  return deliveryMethods.find((method) => name(method).toLowerCase() === folded) ?? word;
}

type FormProps = {
  order: Props['order'];
  draft: Delivery;
  onDraft: (draft: Delivery) => void;
  onEnd: () => void;
};

function DeliveryForm({ order, draft, onDraft, onEnd }: FormProps) {
  const { t } = useTranslation('orders');
  const text = useErrorText();
  const words = useWords();
  const set = (part: Partial<Delivery>) => onDraft({ ...draft, ...part });
  // A phone that waits for its correction is shown as it was typed.
  const [phone, setPhone] = useState(formatPhone(draft.recipient_phone));
  const save = useCommand('orders.set_delivery', {
    done: () => {
      onEnd();
      say(t('delivery.saved'));
    },
  });
  const giveUp = () => {
    onEnd();
    if (JSON.stringify(draft) !== JSON.stringify(order.delivery))
      say(t('dropped'), { tone: 'plain', undo: () => onDraft(draft) });
  };
  useCommands({ 'ui.close': giveUp }, { over: true });
  const wrong = (field: string, code?: string) =>
    save.error && (save.error.field === field || save.error.code === code) ? text(save.error) : undefined;
  const named = ['price', 'phone'].includes(save.error?.field ?? '');

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!save.isPending) save.mutate({ order_id: order.id, ...draft, recipient_phone: phone.trim() });
  }

  const field = (name: 'recipient' | 'city' | 'address' | 'waybill') => (
    <TextInput
      label={t(`delivery.${name}`)}
      value={draft[name]}
      onChange={(event) => set({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <div className={classes.twins}>
        <Suggest
          autoFocus
          // What is typed is another way of delivery, not more of this one.
          onFocus={(event) => event.currentTarget.select()}
          label={t('delivery.method')}
          filter={({ options }) => options}
          data={deliveryMethods.map((method) => words.delivery(method))}
          value={words.delivery(draft.method)}
          onChange={(word) => set({ method: methodOf(word, words.delivery) })}
        />
        {field('waybill')}
        {field('recipient')}
        <TextInput
          label={t('delivery.recipient_phone')}
          inputMode="tel"
          value={phone}
          error={wrong('phone', 'phone')}
          onChange={(event) => {
            setPhone(event.currentTarget.value);
            set({ recipient_phone: event.currentTarget.value });
          }}
        />
        {field('city')}
        {field('address')}
        <MoneyInput
          label={t('delivery.price')}
          value={draft.price}
          error={wrong('price')}
          onChange={(price = 0) => set({ price })}
        />
        <Checkbox
          className={classes.check}
          label={t('delivery.cod')}
          checked={draft.cod}
          onChange={(event) => set({ cod: event.currentTarget.checked })}
        />
      </div>
      {!named && <ErrorLine error={save.error} />}
      <div className={classes.formFoot}>
        <Button type="submit" variant="filled" loading={save.isPending}>
          {t('save')}
        </Button>
        <KeyButton command="ui.close" onClick={giveUp}>
          {t('drop')}
        </KeyButton>
      </div>
    </form>
  );
}
