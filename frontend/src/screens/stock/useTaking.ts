import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Offer } from '../../bridge';
import { useSounds } from '../../desk/sound';
import { useBadge, useDoubt } from '../../frame/useOpenFound';
import { say, useSayError } from '../../ui';
import type { Telling } from './Told';
import type { Keeper } from './useSheet';

/** A code of several goods, of which a person has to choose. */
type Choice = { code: string; offers: readonly Offer[] };

/** What becomes of a code on the sheet. */
export function useTaking(keeper: Keeper) {
  const { t } = useTranslation('stock');
  const sounds = useSounds();
  const badge = useBadge();
  const doubt = useDoubt();
  const refused = useSayError();
  const [told, setTold] = useState<Telling>();
  const [choice, setChoice] = useState<Choice>();
  const skip = () => setChoice(undefined);

  /** Puts what a code stands for on the sheet; `offer` is what a person chose of several goods with the code. */
  async function scan(code: string, offer?: Offer) {
    const done = await keeper.tell('stock.scan', { code, ...(offer && { offer_id: offer.id }) });
    if (!done) return;
    const { found, text } = done;
    if (offer) skip();
    if (found === 'other' && (await isBadge(code))) return badge(code);
    if (found === 'offer') sounds.yes();
    else sounds.no();
    if (found === 'choice') setChoice({ code, offers: done.choices ?? [] });
    const doubted = doubt(done.doubt);
    if (found === 'nothing' || found === 'digital' || found === 'other') setTold({ kind: found, text });
    else setTold(doubted ? { kind: 'doubt', text: doubted } : undefined);
    if (offer && found === 'offer')
      say(t('counter:choice.kept', { code, title: offer.title }), { act: askAgain(code) });
  }

  async function add(offer: Offer) {
    const done = await keeper.tell('stock.add', { offer_id: offer.id });
    if (!done) return;
    if (done.found === 'offer') sounds.yes();
    else sounds.no();
    setTold(done.found === 'digital' ? { kind: 'digital', text: done.text } : undefined);
  }

  async function isBadge(code: string): Promise<boolean> {
    const { found } = await call('scan.find', { code });
    return found === 'user';
  }

  function askAgain(code: string) {
    const forget = () => call('codes.forget', { code }).catch(refused);
    return { text: t('counter:choice.again'), run: () => void forget() };
  }

  return { scan, add, choice, skip, told, setTold };
}
