import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  asDeskError,
  call,
  useDesk,
  type DeskError,
  type Offer,
  type Paid,
  type Params,
  type Result,
  type Returnable,
} from '../../bridge';
import { useSounds } from '../../desk/sound';
import { useBadge } from '../../frame/useOpenFound';
import { useScan } from '../../scan';
import { ErrorLine, MoneyText, QuantityInput, say, SidePanel, useSayError } from '../../ui';
import type { Done } from './LastSale';
import { newId } from './newId';
import classes from './Panels.module.css';
import { useCounterWords } from './words';

type Props = { order: string; onDone: (done: Done) => void; onClose: () => void };
type Kind = 'same' | 'cash' | 'card';
const kinds: readonly Kind[] = ['same', 'cash', 'card'];

/** What comes back of a sale, how the money goes back, and why. The desk says what it comes to. */
export function ReturnGoods({ order, onDone, onClose }: Props) {
  const { t } = useTranslation('counter');
  const [quantities, setQuantities] = useState<Record<string, number>>({});
  // As they are now: the next scan may come before this part is shown anew.
  const latest = useRef(quantities);
  const sounds = useSounds();
  const badge = useBadge();
  const sayError = useSayError();
  const [kind, setKind] = useState<Kind>('same');
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const why = useRef<HTMLInputElement>(null);
  const card = useDesk('orders.get', { id: order });
  const lines = useDesk('returns.lines', { order_id: order });
  const coming = Object.entries(quantities)
    .filter(([, quantity]) => quantity > 0)
    .map(([line, quantity]) => ({ line, quantity }));
  const quote = useDesk('returns.quote', { order, lines: coming }, { when: coming.length > 0 });
  const { finish, busy, error } = useFinish(onDone);
  const missing = reason.trim() === '';
  const known = coming.length > 0 && quote.data && !quote.isPlaceholderData && !quote.error;

  function submit() {
    setAsked(true);
    if (missing) return why.current?.focus();
    if (!known || busy) return;
    void finish({
      order,
      lines: coming,
      refunds: refunds(kind, quote.data),
      reason: reason.trim(),
      print: true,
    });
  }
  function put(next: Record<string, number>) {
    latest.current = next;
    setQuantities(next);
  }
  function all() {
    put(Object.fromEntries((lines.data ?? []).map((line) => [line.line, line.sold - line.returned])));
  }

  /** What is scanned comes back, as many as are left of it. */
  async function take(code: string) {
    const { found, offers, text } = await call('scan.find', { code });
    if (found === 'user') return await badge(code);
    const of = (offer: Offer) =>
      card.data?.items.filter(({ offer_id }) => offer_id === offer.id).map(({ id }) => id) ?? [];
    const offer = offers.find((each) => of(each).length > 0);
    const title = offer?.title ?? offers[0]?.title ?? text;
    if (!offer) return refuse(t('return.scan.other', { title }));
    const ours = lines.data?.filter(({ line }) => of(offer).includes(line)) ?? [];
    const amount = offer.scanned ?? 1000;
    const free = ours.find((line) => (latest.current[line.line] ?? 0) + amount <= line.sold - line.returned);
    if (!free) return refuse(t('return.scan.over', { title }));
    sounds.yes();
    return put({ ...latest.current, [free.line]: (latest.current[free.line] ?? 0) + amount });
  }
  function refuse(told: string) {
    sounds.no();
    say(told, { tone: 'waits' });
  }
  useScan(
    ({ code }) =>
      take(code).catch((thrown: unknown) => {
        sounds.no();
        sayError(thrown);
      }),
    { over: true, ready: card.data !== undefined && lines.data !== undefined },
  );

  return (
    <SidePanel
      title={t('return.of', { number: card.data?.number ?? '' })}
      onClose={onClose}
      width={560}
      foot={
        <>
          <Button onClick={all}>{t('return.all')}</Button>
          <Button variant="filled" type="submit" form="return" disabled={!known} loading={busy}>
            {t('return.finish')}
          </Button>
        </>
      }
    >
      <form
        id="return"
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div>
          {lines.data?.map((line, at) => (
            <Line
              key={line.line}
              line={line}
              first={at === 0}
              quantity={quantities[line.line]}
              onQuantity={(quantity) => put({ ...latest.current, [line.line]: quantity })}
            />
          ))}
        </div>
        <SegmentedControl
          fullWidth
          aria-label={t('return.refund')}
          value={kind}
          onChange={(next) => setKind(next)}
          data={kinds.map((value) => ({ value, label: t(`return.${value}`) }))}
        />
        <Refund parts={known ? refunds(kind, quote.data) : []} total={known ? quote.data.refund : 0} />
        <TextInput
          ref={why}
          label={t('return.reason')}
          autoComplete="off"
          value={reason}
          error={asked && missing ? t('return.reason.need') : undefined}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <ErrorLine error={error ?? lines.error ?? (coming.length > 0 ? quote.error : undefined)} />
      </form>
    </SidePanel>
  );
}

/** Finishes the return once, however often it is pressed or the answer is lost: its id is made here. */
function useFinish(onDone: (done: Done) => void) {
  const [id] = useState(newId);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<DeskError>();

  async function send(params: Params<'returns.finish'>): Promise<Result<'returns.finish'>> {
    try {
      return await call('returns.finish', params);
    } catch (thrown) {
      if (asDeskError(thrown).code === 'lost') return await call('returns.finish', params);
      throw thrown;
    }
  }
  async function finish(what: Omit<Params<'returns.finish'>, 'id'>) {
    setBusy(true);
    setError(undefined);
    try {
      const { order_id, number, refund } = await send({ ...what, id });
      onDone({
        order: order_id,
        number,
        total: -refund,
        change: refund,
        printed: what.print,
        refund: true,
        undone: false,
      });
    } catch (thrown) {
      setError(asDeskError(thrown));
    } finally {
      setBusy(false);
    }
  }
  return { finish, busy, error };
}

function refunds(kind: Kind, { refund, same_way }: Result<'returns.quote'>): Paid[] {
  if (kind === 'same' || refund === 0) return same_way;
  return [{ kind, amount: refund, given: refund }];
}

function Refund({ parts, total }: { parts: readonly Paid[]; total: number }) {
  const { t } = useTranslation('counter');
  return (
    <div aria-live="polite">
      <p className={classes.refund}>
        <span>{t('return.due')}</span>
        <MoneyText minor={total} size="total" />
      </p>
      {parts.map((part) => (
        <p key={part.kind} className={classes.refund}>
          <span className={classes.second}>{t(`kind.${part.kind}`)}</span>
          <MoneyText minor={part.amount} />
        </p>
      ))}
    </div>
  );
}

type LineProps = {
  line: Returnable;
  first: boolean;
  quantity: number | undefined;
  onQuantity: (quantity: number) => void;
};

function Line({ line, first, quantity, onQuantity }: LineProps) {
  const { t } = useTranslation('counter');
  const words = useCounterWords();
  const left = line.sold - line.returned;
  return (
    <div className={classes.returned}>
      <span>
        <span>{line.title}</span>
        <span className={classes.second}>
          {' '}
          {line.returned > 0
            ? t('return.left', {
                left: words.quantity(left, line.unit),
                sold: words.quantity(line.sold, line.unit),
              })
            : t('return.sold', { sold: words.quantity(line.sold, line.unit) })}
        </span>
      </span>
      <QuantityInput
        autoFocus={first}
        aria-label={t('return.quantity', { title: line.title })}
        value={quantity}
        placeholder={'0'}
        disabled={left <= 0}
        onChange={(units) => onQuantity(units ?? 0)}
      />
    </div>
  );
}
