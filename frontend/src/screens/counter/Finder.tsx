import { CloseButton, TextInput } from '@mantine/core';
import { useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk, type Offer } from '../../bridge';
import { KeyHint } from '../../commands';
import { formatQuantity } from '../../format';
import { useScan, useSettled, useTypingHome } from '../../scan';
import { asked, ShapeIcon } from '../../ui';
import classes from './Finder.module.css';
import { FoundList } from './FoundList';
import type { Till } from './till';
import { found_max, useTaking } from './useTaking';

type Props = {
  till: Till;
  field: RefObject<HTMLInputElement | null>;
  /** Whether a panel lies over the sale: then letters are for the panel. */
  covered: boolean;
};

// Some scanners end a code with two line ends; the second must not repeat the line.
const lineEnds_ms_max = 80;

/** Where every scan and word goes: finds goods, adds them, sets quantities. */
export function Finder({ till, field, covered }: Props) {
  const { t } = useTranslation('counter');
  const [text, setText] = useState('');
  const [nothing, setNothing] = useState<string>();
  const [at, setAt] = useState<number>();
  const [times, setTimes] = useState<number>();
  const entered_ms = useRef(-Infinity);
  const { take, scan, add, ask, skip, doubt, undoubt } = useTaking(till, { onNothing: cannotFind });
  const typed = text.trim();
  const wanted = useSettled(typed);
  const { data } = useDesk('goods.search', { text: wanted, limit: found_max }, { when: wanted !== '' });
  // What is typed now goes before the question that waits.
  const question = typed === '' ? ask : undefined;
  const found = question?.offers ?? (wanted === '' ? undefined : data);

  useTypingHome(field, !covered);
  useScan(async ({ code }) => {
    settle();
    await scan({ code, quantity: takeTimes() });
  });

  function settle(next = '') {
    setText(next);
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
    const read = asked(next);
    if (read.kind !== 'times') return settle(next);
    settle();
    if (till.current === '') return setTimes(read.quantity);
    void till.tell('counter.change_line', { line: till.current, quantity: read.quantity });
  }

  function enter(event: KeyboardEvent) {
    const soon = event.timeStamp - entered_ms.current < lineEnds_ms_max;
    const chosen = found?.[at ?? 0];
    if (text === '' && !question) {
      if (soon) event.preventDefault();
      return;
    }
    event.preventDefault();
    entered_ms.current = event.timeStamp;
    settle();
    if (chosen && (question || at !== undefined)) choose(chosen);
    else void take(typed, takeTimes());
  }

  function choose(offer: Offer) {
    settle();
    if (!question) return void add(offer, takeTimes());
    skip();
    return void scan({ code: question.code, quantity: question.quantity, offer });
  }

  function press(event: KeyboardEvent) {
    if (event.key === 'Enter' && !event.ctrlKey) return enter(event);
    const count = found?.length ?? 0;
    if (event.key === 'ArrowDown' && count > 0) setAt(Math.min((at ?? 0) + 1, count - 1));
    else if (event.key === 'ArrowUp' && count > 0) setAt(Math.max((at ?? 0) - 1, 0));
    else if (event.key === 'Escape' && (text !== '' || question || times)) {
      if (text === '' && !times) skip();
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
        aria-activedescendant={found?.[at ?? 0] ? `counter-found-${at ?? 0}` : undefined}
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
      {doubt && (
        <p className={classes.doubt} role="alert">
          <ShapeIcon shape="waits" />
          {doubt}
          <CloseButton size="sm" aria-label={t('doubt.close')} onClick={undoubt} />
        </p>
      )}
      {found && (
        <FoundList
          offers={found}
          looked={wanted}
          tried={nothing === wanted}
          title={question && `${question.text} · ${t('choice')}`}
          at={at ?? 0}
          onTake={(offer) => {
            choose(offer);
            field.current?.focus();
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
