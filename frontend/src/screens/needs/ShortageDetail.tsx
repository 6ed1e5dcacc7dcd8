import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DeskError, useCommand, type Task, type TaskOrder } from '../../bridge';
import { useDeskState } from '../../desk';
import { formatMoment } from '../../format';
import { go, link } from '../../route';
import { ErrorLine, OrderBadge, PhoneText, say, useErrorText, useNow, useWords } from '../../ui';
import { Answers, type Answer } from './Answers';
import classes from './Needs.module.css';
import { SubjectHead } from './SubjectHead';
import { useTill } from './told';

/** A shortage: more was sold than there is. Both sales stand; a person says what happens to the second. */
export function ShortageDetail({ task }: { task: Task }) {
  const { t } = useTranslation('needs');
  const words = useWords();
  const [note, setNote] = useState(task.note);
  const [warehouse, setWarehouse] = useState<string>();
  const [offer, setOffer] = useState<string>();
  const choose = useCommand('tasks.choose', {
    done: ({ next, order_id }) => {
      if (next === 'cancel') go('orders', order_id);
      else if (next === 'return') go('counter', 'return', order_id);
      else say(t('decided'));
    },
  });
  const from = task.elsewhere.find(({ warehouse_id }) => warehouse_id === warehouse) ?? task.elsewhere[0];
  const other = task.substitutes.find(({ id }) => id === offer) ?? task.substitutes[0];
  const answers = useAnswers(task, from, other, (choice) =>
    choose.mutate({
      id: task.id,
      choice,
      note,
      ...(choice === 'warehouse' && from && { warehouse_id: from.warehouse_id }),
      ...(choice === 'substitute' && other && { offer_id: other.id }),
    }),
  );
  const subject = {
    kind: 'product',
    id: task.product_id,
    title: task.title,
    part: '',
    customer: '',
    phone: '',
  };
  return (
    <>
      <SubjectHead subject={subject}>
        {t('shortage.missing', { quantity: words.quantity(task.missing, task.unit) })}
      </SubjectHead>
      <p className={classes.lead}>{t('shortage.lead', { warehouse: task.warehouse })}</p>
      <ul className={classes.orders}>
        {task.first && <Order name={t('shortage.first')} order={task.first} unit={task.unit} />}
        {task.second && <Order name={t('shortage.second')} order={task.second} unit={task.unit} />}
      </ul>
      <div className={classes.fields}>
        {task.elsewhere.length > 1 && (
          <NativeSelect
            label={t('shortage.from')}
            value={from?.warehouse_id}
            data={task.elsewhere.map((each) => ({
              value: each.warehouse_id,
              label: t('shortage.free', {
                where: each.warehouse,
                quantity: words.quantity(each.on_hand - each.reserved, task.unit),
              }),
            }))}
            onChange={(event) => setWarehouse(event.currentTarget.value)}
          />
        )}
        {task.substitutes.length > 1 && (
          <NativeSelect
            label={t('shortage.instead')}
            value={other?.id}
            data={task.substitutes.map(({ id, title }) => ({ value: id, label: title }))}
            onChange={(event) => setOffer(event.currentTarget.value)}
          />
        )}
        <TextInput label={t('note')} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      </div>
      <ErrorLine error={choose.error} />
      <Answers answers={answers} busy={choose.isPending} />
    </>
  );
}

const open = ['parked', 'new', 'confirmed', 'packed'];

/** The four ways out of a shortage; one that is closed says why. */
function useAnswers(
  task: Task,
  from: Task['elsewhere'][number] | undefined,
  other: Task['substitutes'][number] | undefined,
  choose: (choice: 'warehouse' | 'substitute' | 'wait' | 'refund') => void,
): Answer[] {
  const { t } = useTranslation('needs');
  const { rights } = useDeskState();
  const reason = useErrorText();
  const words = useWords();
  const { second, missing, unit } = task;
  const quantity = words.quantity(missing, unit);
  const number = second?.number ?? '';
  const noRight = rights.includes('goods')
    ? undefined
    : reason(new DeskError({ code: 'right', args: { right: 'goods' } }));
  const gone = second && !open.includes(second.status) ? t('shortage.gone', { number }) : undefined;
  const lost = second ? undefined : t('shortage.unknown');
  return [
    {
      key: 'warehouse',
      label: from ? t('answer.warehouse', { where: from.warehouse }) : t('answer.warehouse.none'),
      follows: t('follows.warehouse', { quantity }),
      refused: from ? noRight : t('shortage.nowhere'),
      run: () => choose('warehouse'),
    },
    {
      key: 'substitute',
      label: other ? t('answer.substitute', { title: other.title }) : t('answer.substitute.none'),
      follows: t('follows.substitute', { number }),
      refused: other ? (lost ?? gone) : t('shortage.nothing'),
      run: () => choose('substitute'),
    },
    {
      key: 'wait',
      label: t('answer.wait'),
      follows: t('follows.wait'),
      run: () => choose('wait'),
    },
    {
      key: 'refund',
      label: t('answer.refund'),
      follows: t(gone ? 'follows.refund.return' : 'follows.refund', { number }),
      refused: lost,
      run: () => choose('refund'),
    },
  ];
}

function Order({ name, order, unit }: { name: string; order: TaskOrder; unit: string }) {
  const { t, i18n } = useTranslation('needs');
  const words = useWords();
  const now_ms = useNow(60_000);
  const till = useTill();
  return (
    <li className={classes.card}>
      <h3>{name}</h3>
      <p className={classes.value}>
        <a href={link('orders', order.id)}>
          <ins>{order.number}</ins>
        </a>{' '}
        <OrderBadge status={order.status} />
      </p>
      <p className={classes.lead}>
        {[order.customer || t('shortage.nobody'), words.quantity(order.quantity, unit)].join(' · ')}
        {order.phone !== '' && ' · '}
        <PhoneText phone={order.phone} />
      </p>
      <p className={classes.quiet}>
        {[till({ desk: order.desk, own: false }), formatMoment(order.at, now_ms, i18n.language)]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </li>
  );
}
