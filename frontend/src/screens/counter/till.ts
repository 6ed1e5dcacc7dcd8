import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { asDeskError, call, deskKey, useDesk, type Counter, type Params, type Result } from '../../bridge';
import { useSounds } from '../../desk/sound';
import { dismiss, useLatest, useSayError } from '../../ui';

/** The methods that answer with the sale of this screen. */
export type TillMethod =
  | 'counter.add'
  | 'counter.change_line'
  | 'counter.clear'
  | 'counter.finish'
  | 'counter.park'
  | 'counter.remove_line'
  | 'counter.scan'
  | 'counter.set_comment'
  | 'counter.set_customer'
  | 'counter.set_discount'
  | 'counter.take_back'
  | 'counter.undo'
  | 'counter.undo_sale';

/** The sale of this screen and what may be done to it. */
export type Till = {
  counter: Counter | undefined;
  error: unknown;
  /** The id of the line that the next key changes: the one touched last, unless the clerk chose another. */
  current: string;
  choose: (line: string) => void;
  /** Does one thing after the other, in the order asked; rejects with what the desk refuses. */
  ask: <M extends TillMethod>(method: M, params: Params<M>) => Promise<Result<M>>;
  /** The same, but a refusal is told in a line and by the sound for no; then it answers undefined. */
  tell: <M extends TillMethod>(method: M, params: Params<M>) => Promise<Result<M> | undefined>;
};

// These leave the lines as they are, and so the line that was chosen.
const keepsLine = new Set<TillMethod>([
  'counter.set_comment',
  'counter.set_customer',
  'counter.set_discount',
]);

// With these the sale is over here, and so is what was refused about it.
const endsSale = new Set<TillMethod>(['counter.finish', 'counter.park', 'counter.clear']);

export function useTill(): Till {
  const cache = useQueryClient();
  const { data: counter, error } = useDesk('counter.get', {});
  const [chosen, setChosen] = useState<string>();
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const sounds = useSounds();
  const sayError = useLatest(useSayError());
  const refusals = useRef<number[]>([]);

  const ask = useCallback(
    async <M extends TillMethod>(method: M, params: Params<M>): Promise<Result<M>> => {
      // A scan that comes before the last one is answered waits its turn: the sale is what was scanned, in that order.
      const turn = queue.current.then(() => callAgainWhenLost(method, params));
      queue.current = turn.catch(() => undefined);
      const result = await turn;
      const key = deskKey('counter.get', {});
      // An answer that was asked for before this one must not be shown after it.
      await cache.cancelQueries({ queryKey: key });
      const before = cache.getQueryData<Counter>(key);
      const now = counterIn(result);
      cache.setQueryData(key, now);
      if (method === 'counter.undo') setChosen(cameBack(before, now));
      else if (!keepsLine.has(method)) setChosen(undefined);
      return result;
    },
    [cache],
  );

  const tell = useCallback(
    async <M extends TillMethod>(method: M, params: Params<M>): Promise<Result<M> | undefined> => {
      try {
        const result = await ask(method, params);
        if (endsSale.has(method)) for (const told of refusals.current.splice(0)) dismiss(told);
        return result;
      } catch (thrown) {
        sounds.no();
        refusals.current.push(sayError.current(thrown));
        return undefined;
      }
    },
    [ask, sounds, sayError],
  );

  const lines = counter?.basket.lines ?? [];
  const current =
    lines.find(({ id }) => id === chosen)?.id ?? (counter?.basket.current || lines.at(-1)?.id) ?? '';
  return { counter, error, current, choose: setChosen, ask, tell };
}

/** The line that an undo brought back, if it did. */
function cameBack(before: Counter | undefined, now: Counter): string | undefined {
  return now.basket.lines.find((line) => !before?.basket.lines.some(({ id }) => id === line.id))?.id;
}

/** Sends a finished sale again when the answer was lost on the way: the same basket is one sale, however often it comes. */
async function callAgainWhenLost<M extends TillMethod>(method: M, params: Params<M>): Promise<Result<M>> {
  try {
    return await call(method, params);
  } catch (thrown) {
    if (method === 'counter.finish' && asDeskError(thrown).code === 'lost') return await call(method, params);
    throw thrown;
  }
}

function counterIn(result: Result<TillMethod>): Counter {
  return 'counter' in result ? result.counter : result;
}
