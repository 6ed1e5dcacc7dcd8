import { TextInput } from '@mantine/core';
import { useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk, type Offer } from '../../bridge';
import { KeyHint } from '../../commands';
import { useSettled } from '../../scan';
import { asked, FoundGoods, useWords } from '../../ui';
import classes from './Stock.module.css';

type Props = {
  field: RefObject<HTMLInputElement | null>;
  /** Goods with one code, of which a person has to choose. */
  choices: readonly Offer[] | undefined;
  onCode: (code: string) => void;
  onOffer: (offer: Offer) => void;
  /** Digits and ×: so many of the current line. */
  onTimes: (quantity: number) => void;
  /** Esc while there is a choice: none of them. */
  onNone: () => void;
};

const found_max = 8;
// Some scanners end a code with two line ends; the second is no choice.
const lineEnds_ms_max = 80;

/** Where a code is typed or goods are looked for; scans come from everywhere. */
export function Finder({ field, choices, onCode, onOffer, onTimes, onNone }: Props) {
  const { t } = useTranslation('stock');
  const [text, setText] = useState('');
  const [at, setAt] = useState<number>();
  const entered_ms = useRef(-Infinity);
  const wanted = text.trim();
  const looked = useSettled(wanted);
  const { data } = useDesk('goods.search', { text: looked, limit: found_max }, { when: looked !== '' });
  const found = choices ?? (wanted === '' || looked === '' ? undefined : data);

  function settle(next = '') {
    setText(next);
    setAt(undefined);
  }

  function change(next: string) {
    const ask = asked(next);
    settle(ask.kind === 'times' ? '' : next);
    if (ask.kind === 'times') onTimes(ask.quantity);
  }

  function enter(timeStamp: number) {
    if (timeStamp - entered_ms.current < lineEnds_ms_max) return;
    entered_ms.current = timeStamp;
    const chosen = found?.[at ?? 0];
    settle();
    if (chosen && (choices || at !== undefined || asked(wanted).kind === 'words')) onOffer(chosen);
    else if (wanted !== '') onCode(wanted);
  }

  function press(event: KeyboardEvent) {
    const count = found?.length ?? 0;
    if (event.key === 'Enter' && !event.ctrlKey) enter(event.timeStamp);
    else if (event.key === 'ArrowDown' && count > 0)
      setAt(Math.min((at ?? (choices ? 0 : -1)) + 1, count - 1));
    else if (event.key === 'ArrowUp' && count > 0) setAt(Math.max((at ?? 0) - 1, 0));
    else if (event.key === 'Escape' && (text !== '' || choices)) {
      if (text === '') onNone();
      settle();
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
        aria-controls="stock-found"
        aria-activedescendant={found?.[at ?? 0] ? `stock-found-${at ?? 0}` : undefined}
        autoComplete="off"
        spellCheck={false}
        value={text}
        rightSection={<KeyHint command="stock.find" />}
        rightSectionWidth={44}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={press}
      />
      {found && (
        <FoundGoods
          id="stock-found"
          offers={found}
          looked={choices ? '' : looked}
          title={choices && t('choice')}
          none={t('found.none')}
          at={at ?? 0}
          onTake={(offer) => {
            settle();
            field.current?.focus();
            onOffer(offer);
          }}
          Figures={OnHand}
        />
      )}
    </div>
  );
}

function OnHand({ offer: { digital, on_hand, unit } }: { offer: Offer }) {
  const { t } = useTranslation('stock');
  const words = useWords();
  return <span className={classes.end}>{digital ? t('digital') : words.quantity(on_hand, unit)}</span>;
}
