import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tender } from '../../bridge';
import { useCommands } from '../../commands';
import { formatFigures, parseUnits } from '../../format';
import { KeyButton, MoneyText, useCurrency } from '../../ui';
import classes from './Sale.module.css';
import { over, quickSums, tenders, type Handed, type Way } from './tenders';

type Props = {
  due: number;
  busy: boolean;
  onPay: (payments: Tender[], print: boolean) => void;
  onClose: () => void;
};

const ways: readonly Way[] = ['cash', 'card', 'mixed'];

/** Taking the money: cash with its change, card, or both. F9 again goes to the next way. */
export function PayBox({ due, busy, onPay, onClose }: Props) {
  const { t, i18n } = useTranslation('counter');
  const { digits } = useCurrency();
  const written = (minor: number) => formatFigures(minor, digits, i18n.language);
  const read = (text: string) => (text.trim() === '' ? 0 : parseUnits(text, digits));
  const [way, setWay] = useState<Way>('cash');
  const [cash, setCash] = useState<string>();
  const [card, setCard] = useState<string>();
  const box = useRef<HTMLElement>(null);
  // Until the clerk says both, what the one does not pay is the other's.
  const rest = (other: string | undefined) => written(Math.max(due - (read(other ?? '') ?? 0), 0));
  const cardText = card ?? (cash === undefined ? '' : rest(cash));
  const cashText = cash ?? (way === 'mixed' ? rest(card) : written(due));
  const handed: Handed = { way, cash: read(cashText), card: read(cardText) };
  const difference = over(handed, due);

  function pay(print: boolean) {
    const payments = tenders(handed, due);
    if (payments && !busy) onPay(payments, print);
  }
  function turn(next: Way) {
    setWay(next);
    setCash(undefined);
    setCard(undefined);
  }
  useCommands(
    {
      'ui.close': onClose,
      'counter.pay': () => turn(ways[(ways.indexOf(way) + 1) % ways.length] ?? 'cash'),
      'counter.finish': () => pay(true),
      'counter.finish_quiet': () => pay(false),
    },
    { over: true },
  );
  useEffect(() => {
    box.current?.querySelector<HTMLInputElement>('input[inputmode="decimal"], button')?.focus();
  }, [way]);

  return (
    <section ref={box} className={classes.pay} aria-label={t('pay.title')}>
      <SegmentedControl
        fullWidth
        aria-label={t('pay.way')}
        value={way}
        onChange={(next) => turn(next)}
        data={ways.map((value) => ({ value, label: t(`pay.${value}`) }))}
      />
      <form
        className={classes.payForm}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          pay(true);
        }}
      >
        {way === 'mixed' && (
          <SumField
            label={t('pay.bycard')}
            value={cardText}
            bad={handed.card === undefined}
            onChange={setCard}
          />
        )}
        {way !== 'card' && (
          <SumField
            label={t('pay.given')}
            value={cashText}
            bad={handed.cash === undefined}
            onChange={setCash}
          />
        )}
        {/* Enter in a field sends the form; the buttons that do it are below. */}
        <button type="submit" hidden tabIndex={-1} aria-hidden="true" />
      </form>
      {way === 'cash' && (
        <div className={classes.quick}>
          {[due, ...quickSums(due, digits)].map((sum, at) => (
            <Button key={sum} tabIndex={-1} onClick={() => setCash(written(sum))}>
              {at === 0 ? t('pay.exact') : written(sum).replace(/[.,]0+$/, '')}
            </Button>
          ))}
        </div>
      )}
      <p className={classes.change} data-short={difference < 0} aria-live="polite">
        <span>{difference < 0 ? t('pay.missing') : t('pay.change')}</span>
        <MoneyText minor={Math.abs(difference)} size="sum" />
      </p>
      <div className={classes.finish}>
        <KeyButton command="counter.finish" variant="filled" loading={busy}>
          {t('finish')}
        </KeyButton>
        <KeyButton command="counter.finish_quiet" disabled={busy}>
          {t('finish.quiet')}
        </KeyButton>
      </div>
    </section>
  );
}

function SumField(props: { label: string; value: string; bad: boolean; onChange: (text: string) => void }) {
  const { t } = useTranslation('ui');
  return (
    <TextInput
      label={props.label}
      inputMode="decimal"
      autoComplete="off"
      className={classes.given}
      value={props.value}
      error={props.bad ? t('number.unreadable') : undefined}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}
