import { Button, TextInput } from '@mantine/core';
import { useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { call, useCommand, useDesk, type Offer, type UnknownCode } from '../../bridge';
import { useCommands } from '../../commands';
import { useDeskState, useRight } from '../../desk';
import { useSounds } from '../../desk/sound';
import { useBadge } from '../../frame/useOpenFound';
import { formatMoment } from '../../format';
import { useScan } from '../../scan';
import {
  ErrorLine,
  KeyButton,
  MoneyText,
  QuantityInput,
  say,
  settleField,
  SidePanel,
  isSettled,
  useEnter,
  useInView,
  useNow,
  useSayError,
} from '../../ui';
import classes from './Panels.module.css';
import { Row } from './Row';
import type { Till } from './till';
import { found_max } from './useTaking';
import { useCounterWords, useKeyWord } from './words';

const one = 1000;

type Props = {
  till: Till;
  codes: readonly UnknownCode[];
  /** The one that a person pressed, if one was. */
  asked: string | undefined;
  onClose: () => void;
};

/** What is done with codes that nobody knows: each is bound to goods, with what it stands for, or dropped. */
export function UnknownPanel({ till, codes, asked, onClose }: Props) {
  const { t } = useTranslation('counter');
  const [chosen, setChosen] = useState(asked);
  const at = Math.max(
    codes.findIndex(({ code }) => code === chosen),
    0,
  );
  const now = codes[at];
  const may = useRight('goods');
  const drop = useCommand('codes.drop');
  const turn = (by: number) => setChosen(codes[Math.min(Math.max(at + by, 0), codes.length - 1)]?.code);
  const dropNow = () => now && drop.mutate({ code: now.code });
  useCommands(
    {
      'counter.drop_code': { run: dropNow, when: () => now !== undefined },
      'counter.next_code': { run: () => turn(1), when: () => codes.length > 1 },
      'counter.previous_code': { run: () => turn(-1), when: () => codes.length > 1 },
    },
    { over: true },
  );
  return (
    <SidePanel
      title={t('unknown.title', { count: codes.length })}
      onClose={onClose}
      width={460}
      foot={
        now && (
          <>
            <KeyButton command="counter.drop_code">{t('unknown.drop.now')}</KeyButton>
            {may && (
              <Button variant="filled" type="submit" form="unknown-code">
                {t('unknown.bind.now')}
              </Button>
            )}
          </>
        )
      }
    >
      {codes.length > 1 && (
        <div className={classes.codes} role="group" aria-label={t('unknown.all')}>
          {codes.map(({ code, text }) => (
            <Button
              key={code}
              size="compact-md"
              variant={code === now?.code ? 'light' : 'default'}
              aria-pressed={code === now?.code}
              onClick={() => setChosen(code)}
            >
              {text}
            </Button>
          ))}
        </div>
      )}
      {now && <Seen code={now} />}
      {now && may && <Bind key={now.code} code={now} till={till} />}
      {now && !may && <NotAllowed />}
      {!now && <p className={classes.none}>{t('unknown.none')}</p>}
      <ErrorLine error={drop.error} />
    </SidePanel>
  );
}

function Seen({ code }: { code: UnknownCode }) {
  const now_ms = useNow(60_000);
  const { t, i18n } = useTranslation('counter');
  return (
    <p className={classes.seen}>
      <code>{code.text}</code>
      <span className={classes.second}>
        {t('unknown.seen', { count: code.times, when: formatMoment(code.seen_at, now_ms, i18n.language) })}
      </span>
    </p>
  );
}

/** Who may bind codes is said to whoever may not. */
function NotAllowed() {
  const { t } = useTranslation('counter');
  const { users } = useDeskState();
  const names = users.filter(({ role }) => role !== 'clerk').map(({ name }) => name);
  const key = useKeyWord('frame.lock');
  return <p className={classes.none}>{t('unknown.who', { names: names.join(', '), key })}</p>;
}

/** Which goods a code belongs to: found by a word or by scanning another code of theirs. */
function Bind({ code, till }: { code: UnknownCode; till: Till }) {
  const { t } = useTranslation('counter');
  const words = useCounterWords();
  const sounds = useSounds();
  const badge = useBadge();
  const refused = useSayError();
  const list = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [scanned, setScanned] = useState<readonly Offer[]>();
  const [at, setAt] = useState(0);
  const [quantity, setQuantity] = useState(one);
  const amount = useRef(quantity);
  const wanted = text.trim();
  const looked = useDesk('goods.search', { text: wanted, limit: found_max }, { when: wanted !== '' });
  const { data } = looked;
  const found = scanned ?? (wanted === '' ? [] : (data ?? []));
  const offer = found[Math.min(at, found.length - 1)];
  const bind = useCommand('codes.bind', {
    done: ({ title }) => {
      sounds.yes();
      const sell = {
        text: t('unknown.sell'),
        run: () => void till.tell('counter.scan', { code: code.code }),
      };
      say(t('unknown.bound', { code: code.text, title }), { act: sell });
    },
    refused: () => sounds.no(),
  });
  // Goods that a scan has named are no answer to wait for.
  const settled = scanned !== undefined || isSettled(wanted, looked);
  const submit = useEnter(
    () => {
      if (offer && !bind.isPending)
        bind.mutate({ code: code.code, offer_id: offer.id, quantity: amount.current });
    },
    { text: wanted, settled },
  );
  useInView(list, at);
  useScan(
    async ({ code: other }) => {
      try {
        const { found: what, offers, text: read } = await call('scan.find', { code: other });
        if (what === 'user') return await badge(other);
        if (offers.length === 0) {
          sounds.no();
          if (what === 'nothing') return void (await call('codes.keep', { code: other }));
          return void say(t('unknown.nogoods', { code: read }), { tone: 'waits' });
        }
        sounds.yes();
        setScanned(offers);
        return setAt(0);
      } catch (thrown) {
        sounds.no();
        return void refused(thrown);
      }
    },
    { over: true },
  );

  function press(event: KeyboardEvent) {
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
    else return;
    event.preventDefault();
  }

  return (
    <form
      id="unknown-code"
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        settleField();
        submit();
      }}
    >
      <TextInput
        data-autofocus
        autoFocus
        label={t('unknown.goods')}
        description={t('unknown.goods.note')}
        autoComplete="off"
        spellCheck={false}
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls="unknown-goods"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setScanned(undefined);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <div ref={list} id="unknown-goods" role="listbox" aria-label={t('ui:found')}>
        {found.map((each, index) => (
          <Row key={each.id} lit={each === offer} onTake={() => setAt(index)}>
            <span className={classes.first}>
              <span>{each.title}</span>
              <MoneyText minor={each.price} />
            </span>
            <span className={classes.second}>{each.sku}</span>
          </Row>
        ))}
      </div>
      {wanted !== '' && data && found.length === 0 && <p className={classes.none}>{t('found.none')}</p>}
      <QuantityInput
        label={t('unknown.quantity', { unit: words.unit(offer?.unit ?? 'pcs') })}
        description={t('unknown.quantity.note')}
        value={quantity}
        onChange={(next = one) => {
          amount.current = next;
          setQuantity(next);
        }}
      />
      <ErrorLine error={bind.error} />
    </form>
  );
}
