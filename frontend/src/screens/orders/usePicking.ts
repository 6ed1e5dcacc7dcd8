import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asDeskError, call, useCommand, type Offer, type OrderLine, type Result } from '../../bridge';
import { useSounds } from '../../desk/sound';
import { useDoubt, useOpenFound } from '../../frame/useOpenFound';
import { formatQuantity } from '../../format';
import { useScan } from '../../scan';
import { useErrorText } from '../../ui';

type Order = Result<'orders.get'>;

/** What the last scan did to the order. */
export type Picked = {
  tone: 'done' | 'waits' | 'danger';
  text: string;
  /** The line that it was. */
  line?: string | undefined;
  /** Goods with one code that the order has both of: a person chooses. */
  choice?: { code: string; offers: readonly Offer[] };
  /** A code that nobody knows: perhaps the carrier's. */
  unknown?: string;
};

/** Checks goods off an order by scanning them, or by hand. */
export function usePicking(order: Order) {
  const { t, i18n } = useTranslation('orders');
  const sounds = useSounds();
  const doubt = useDoubt();
  const open = useOpenFound();
  const text = useErrorText();
  const [picked, setPicked] = useState<Picked>();
  const set = useCommand('orders.pick', {
    done: (done) => setPicked({ tone: 'done', line: done.line, text: counted(done) }),
    refused,
  });

  function refused(thrown: unknown) {
    sounds.no();
    setPicked({ tone: 'danger', text: text(asDeskError(thrown)) });
  }
  function counted({ text: title, picked: have, wanted }: Result<'orders.pick'>): string {
    const figure = (thousandths: number) => formatQuantity(thousandths, i18n.language);
    return t('pick.line', { title, picked: figure(have), wanted: figure(wanted) });
  }

  async function pick(code: string, offer?: Offer) {
    try {
      const done = await call('orders.pick', {
        order_id: order.id,
        code,
        ...(offer && { offer_id: offer.id }),
      });
      await hear(done, code);
    } catch (thrown) {
      refused(thrown);
    }
  }

  async function hear(done: Result<'orders.pick'>, code: string) {
    const { found, text: title, line } = done;
    if (found === 'line') {
      sounds.yes();
      const doubted = doubt(done.doubt);
      return setPicked(
        doubted ? { tone: 'waits', text: doubted, line } : { tone: 'done', text: counted(done), line },
      );
    }
    if (found === 'other') {
      const known = await call('scan.find', { code });
      // Another order, a customer, a colleague: what that means, it means here too.
      if (known.offers.length === 0) return await open(known, code);
    }
    sounds.no();
    if (found === 'choice')
      return setPicked({
        tone: 'waits',
        text: t('pick.choice'),
        choice: { code, offers: done.choices ?? [] },
      });
    const wanted = formatQuantity(done.wanted, i18n.language);
    return setPicked({
      tone: 'waits',
      line,
      text: t(`pick.${found}`, { title, wanted }),
      ...(found === 'nothing' && { unknown: code }),
    });
  }

  useScan(({ code }) => pick(code), { when: order.can_edit });

  return {
    picked,
    choose: (offer: Offer) => picked?.choice && void pick(picked.choice.code, offer),
    /** Checks a line off whole, or takes the check back. */
    toggle: (line: OrderLine) =>
      set.mutate({
        order_id: order.id,
        line: line.id,
        quantity: line.picked >= line.quantity ? 0 : line.quantity,
      }),
    drop: () => setPicked(undefined),
  };
}
