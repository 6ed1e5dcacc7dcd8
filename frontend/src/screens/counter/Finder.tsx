import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { call, deskKey, useDesk, type Offer } from '../../bridge';
import { KeyHint } from '../../commands';
import { useSounds } from '../../desk/sound';
import { formatQuantity } from '../../format';
import { go } from '../../route';
import { useScan, useSettled, useTypingHome } from '../../scan';
import { asked, isBarcode } from './entry';
import classes from './Finder.module.css';
import { FoundList } from './FoundList';
import { byPlace, isCyrillic } from './layout';
import type { Till } from './till';

type Props = {
  till: Till;
  field: RefObject<HTMLInputElement | null>;
  /** Whether a panel lies over the sale: then letters are for the panel. */
  covered: boolean;
  onUnknown: (code: string) => void;
};

const found_max = 8;
// Some scanners end a code with two line ends; the second must not repeat the line.
const lineEnds_ms_max = 80;

/** Where every scan and word goes: finds goods, adds them, sets quantities. */
export function Finder({ till, field, covered, onUnknown }: Props) {
  const { t } = useTranslation('counter');
  const [text, setText] = useState('');
  const [choices, setChoices] = useState<Offer[]>();
  const [nothing, setNothing] = useState<string>();
  const [at, setAt] = useState<number>();
  const [times, setTimes] = useState<number>();
  const entered_ms = useRef(-Infinity);
  const { take, scan, add } = useTaking(till, { onUnknown, onChoice: setChoices, onNothing: cannotFind });
  const typed = text.trim();
  const wanted = useSettled(typed);
  const { data } = useDesk('goods.search', { text: wanted, limit: found_max }, { when: wanted !== '' });
  const found = choices ?? (wanted === '' ? undefined : data);

  useTypingHome(field, !covered);
  useScan(async ({ code }) => {
    settle();
    await scan(code, takeTimes());
  });

  function settle(next = '') {
    setText(next);
    setChoices(undefined);
    setNothing(undefined);
    setAt(undefined);
  }

  function takeTimes(): number | undefined {
    setTimes(undefined);
    return times;
  }

  function cannotFind(what: string) {
    setNothing(what);
    // What could not be found stays to be mended, unless the clerk has gone on.
    setText((now) => (now === '' ? what : now));
    field.current?.select();
  }

  function change(next: string) {
    const ask = asked(next);
    if (ask.kind !== 'times') return settle(next);
    settle();
    if (till.current === '') return setTimes(ask.quantity);
    void till.tell('counter.change_line', { line: till.current, quantity: ask.quantity });
  }

  function enter(event: KeyboardEvent) {
    const soon = event.timeStamp - entered_ms.current < lineEnds_ms_max;
    const chosen = found?.[at ?? 0];
    if (text === '' && !choices) {
      if (soon) event.preventDefault();
      return;
    }
    event.preventDefault();
    entered_ms.current = event.timeStamp;
    settle();
    if (chosen && (choices || at !== undefined)) void add(chosen, takeTimes());
    else void take(typed, takeTimes());
  }

  function press(event: KeyboardEvent) {
    if (event.key === 'Enter' && !event.ctrlKey) return enter(event);
    const count = found?.length ?? 0;
    if (event.key === 'ArrowDown' && count > 0) setAt(Math.min((at ?? 0) + 1, count - 1));
    else if (event.key === 'ArrowUp' && count > 0) setAt(Math.max((at ?? 0) - 1, 0));
    else if (event.key === 'Escape' && (text !== '' || choices || times)) {
      settle();
      setTimes(undefined);
    } else return;
    event.preventDefault();
  }

  return (
    <div className={classes.finder}>
      <TextInput
        ref={field}
        size="lg"
        aria-label={t('find')}
        placeholder={t('find')}
        role="combobox"
        aria-expanded={found !== undefined}
        aria-controls="counter-found"
        aria-activedescendant={found?.[at ?? 0] ? `found-${found[at ?? 0]?.id}` : undefined}
        autoComplete="off"
        spellCheck={false}
        value={text}
        leftSectionWidth={times ? 64 : undefined}
        leftSection={times ? <Times times={times} /> : undefined}
        rightSection={<KeyHint command="counter.find" />}
        rightSectionWidth={44}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={press}
      />
      {found && (
        <FoundList
          offers={found}
          looked={wanted}
          tried={nothing === wanted}
          title={choices && t('choice')}
          at={at ?? 0}
          onTake={(offer) => {
            settle();
            field.current?.focus();
            void add(offer, takeTimes());
          }}
        />
      )}
    </div>
  );
}

function Times({ times }: { times: number }) {
  const { t, i18n } = useTranslation('counter');
  return (
    <strong className={classes.times}>
      {t('times', { quantity: formatQuantity(times, i18n.language) })}
    </strong>
  );
}

type Told = {
  onUnknown: (code: string) => void;
  onChoice: (offers: Offer[]) => void;
  onNothing: (typed: string) => void;
};

/** What becomes of a code or a word. */
function useTaking(till: Till, { onUnknown, onChoice, onNothing }: Told) {
  const cache = useQueryClient();
  const sounds = useSounds();

  async function add(offer: Offer, quantity?: number) {
    const done = await till.tell('counter.add', {
      offer_id: offer.id,
      ...((quantity ?? offer.scanned) && { quantity: quantity ?? offer.scanned }),
    });
    if (done) sounds.yes();
  }

  /** Does what a code means; answers whether it meant anything. */
  async function means(code: string, quantity?: number): Promise<boolean> {
    const done = await till.tell('counter.scan', { code, ...(quantity && { quantity }) });
    if (!done) return true;
    if (done.found === 'nothing') return false;
    if (done.found === 'choice') {
      sounds.no();
      onChoice(done.choices ?? []);
      return true;
    }
    sounds.yes();
    if (done.found === 'order' && done.order_id) go('orders', done.order_id);
    return true;
  }

  async function scan(code: string, quantity?: number) {
    if (await means(code, quantity)) return;
    sounds.no();
    onUnknown(code);
  }

  async function take(typed: string, quantity?: number) {
    const ask = asked(typed);
    if (ask.kind === 'code') {
      if (await means(typed, quantity)) return;
      if (isCyrillic(typed) && (await means(byPlace(typed), quantity))) return;
      if (isBarcode(typed)) {
        sounds.no();
        return onUnknown(typed);
      }
    }
    const params = { text: typed, limit: found_max };
    const offers = await cache.fetchQuery({
      queryKey: deskKey('goods.search', params),
      queryFn: () => call('goods.search', params),
    });
    const [top] = offers;
    if (top) return add(top, quantity);
    sounds.no();
    onNothing(typed);
  }

  return { add, scan, take };
}
