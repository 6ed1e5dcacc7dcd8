import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, deskKey, type Offer } from '../../bridge';
import { useSounds } from '../../desk/sound';
import { useBadge, useDoubt } from '../../frame/useOpenFound';
import { go } from '../../route';
import { asked, isBarcode, say, useSayError } from '../../ui';
import type { Till } from './till';

export const found_max = 8;

/** A code of several goods that waits for a person to say which. */
export type Ask = { code: string; text: string; offers: Offer[]; quantity: number | undefined };

/** What is told of what was found. */
type Told = {
  /** A word that finds no goods. */
  onNothing: (typed: string) => void;
};

type Scanned = { code: string; quantity?: number | undefined; offer?: Offer };

/** What becomes of a code or a word at the counter. */
export function useTaking(till: Till, { onNothing }: Told) {
  const { t } = useTranslation('counter');
  const cache = useQueryClient();
  const sounds = useSounds();
  const badge = useBadge();
  const doubtOf = useDoubt();
  const refused = useSayError();
  const [asks, setAsks] = useState<readonly Ask[]>([]);
  const [doubt, setDoubt] = useState<string>();

  async function add(offer: Offer, quantity?: number) {
    const done = await till.tell('counter.add', {
      offer_id: offer.id,
      ...((quantity ?? offer.scanned) && { quantity: quantity ?? offer.scanned }),
    });
    if (done) sounds.yes();
  }

  /** Does what a code means. A code that nobody knows waits in the list of unknown ones. */
  async function scan({ code, quantity, offer }: Scanned) {
    const done = await till.tell('counter.scan', {
      code,
      ...(quantity && { quantity }),
      ...(offer && { offer_id: offer.id }),
    });
    if (!done) return;
    setDoubt(doubtOf(done.doubt));
    if (done.found === 'user') return await badge(code);
    if (done.found === 'nothing') return sounds.no();
    if (done.found === 'choice') {
      sounds.no();
      const ask = { code, text: done.text, offers: done.choices ?? [], quantity };
      return setAsks((before) => [...before.filter((each) => each.code !== code), ask]);
    }
    sounds.yes();
    if (done.found === 'order' && done.order_id) go('orders', done.order_id);
    if (done.found === 'customer') {
      const { name = '', phone = '' } = done.counter.customer ?? {};
      say(t('scan.customer', { name: name || phone }));
    }
    if (offer) say(t('choice.kept', { code: done.text, title: offer.title }), { act: askAgain(code) });
  }

  function askAgain(code: string) {
    const forget = () => call('codes.forget', { code }).catch(refused);
    return { text: t('choice.again'), run: () => void forget() };
  }

  /** What was typed is a code if the shop knows it as one, else words. */
  async function take(typed: string, quantity?: number) {
    if (asked(typed).kind === 'code') {
      const known = isBarcode(typed) || (await call('scan.find', { code: typed })).found !== 'nothing';
      if (known) return await scan({ code: typed, quantity });
    }
    const params = { text: typed, limit: found_max };
    const offers = await cache.fetchQuery({
      queryKey: deskKey('goods.search', params),
      queryFn: () => call('goods.search', params),
    });
    const [top] = offers;
    if (top) return await add(top, quantity);
    sounds.no();
    return onNothing(typed);
  }

  return {
    add,
    scan,
    /** The same for what was typed; a refusal is told. */
    take: (typed: string, quantity?: number) => take(typed, quantity).catch(refused),
    /** The code that waits for a person to say which goods it is. */
    ask: asks[0],
    skip: () => setAsks((before) => before.slice(1)),
    doubt,
    undoubt: () => setDoubt(undefined),
  };
}
