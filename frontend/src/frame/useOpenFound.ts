import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { asDeskError, call, DeskError, type Result } from '../bridge';
import { useDeskState, useKeepState, useRight } from '../desk';
import { useSounds } from '../desk/sound';
import { go } from '../route';
import { choosePerson } from '../screens/lock/person';
import { say, useErrorText, useSayError } from '../ui';

export type Found = Omit<Result<'scan.find'>, 'offers'>;

/** Says what is doubtful about a code, in words; undefined when nothing is. */
export function useDoubt(): (doubt: Found['doubt']) => string | undefined {
  const text = useErrorText();
  return (doubt) => doubt && text(new DeskError({ code: doubt.code, args: { ...doubt.params } }));
}

/** Lets whoever's badge was shown to the till: at once, or at the lock with their PIN. */
export function useBadge(): (code: string) => Promise<void> {
  const { t } = useTranslation();
  const { user } = useDeskState();
  const keep = useKeepState();
  const cache = useQueryClient();
  const sounds = useSounds();
  const refused = useSayError();
  return async (code) => {
    try {
      const { entered, user_id, name } = await call('session.badge', { code });
      sounds.yes();
      if (!entered && user_id === user?.id) return void say(t('badge.here', { name }), { tone: 'plain' });
      if (entered) say(t('badge.entered', { name }));
      else choosePerson(user_id);
      keep(entered ? await call('desk.state', {}) : await call('session.lock', {}));
      // What another person was shown is asked for anew.
      if (entered) void cache.invalidateQueries();
    } catch (thrown) {
      sounds.no();
      refused(asDeskError(thrown));
    }
    return undefined;
  };
}

/**
 * Opens what a code belongs to, on screens that have nothing else to do with it. What nobody knows is kept in the list
 * of unknown codes, and said.
 */
export function useOpenFound(): (found: Result<'scan.find'>, code: string) => Promise<void> {
  const { t } = useTranslation();
  const sounds = useSounds();
  const badge = useBadge();
  const doubt = useDoubt();
  const mayList = useRight('sell');
  return async (found, code) => {
    const [offer] = found.offers;
    const doubted = doubt(found.doubt);
    if (found.found === 'user') return badge(code);
    if (found.found === 'nothing') {
      sounds.no();
      await call('codes.keep', { code });
      const act = { text: t('scan.unknown.list'), run: () => go('counter', 'unknown') };
      say(t('scan.unknown', { code: found.text }), { tone: 'waits', ...(mayList && { act }) });
      return undefined;
    }
    sounds.yes();
    if (doubted) say(doubted, { tone: 'waits' });
    if (found.order_id) go('orders', found.order_id);
    else if (found.customer_id) go('customers', found.customer_id);
    else if (offer) {
      if (found.found === 'choice') say(t('scan.several', { code: found.text }), { tone: 'waits' });
      go('goods', offer.product_id);
    }
    return undefined;
  };
}
