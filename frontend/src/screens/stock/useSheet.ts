import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { asDeskError, call, deskKey, useDesk, type OpenSheet, type Params, type Result } from '../../bridge';
import { useSounds } from '../../desk/sound';
import { useLatest, useSayError } from '../../ui';

export type SheetKind = OpenSheet['kind'];

/** The methods that answer with the sheet. */
type SheetMethod =
  | 'stock.add'
  | 'stock.change'
  | 'stock.clear'
  | 'stock.remove'
  | 'stock.scan'
  | 'stock.undo'
  | 'stock.warehouse';

/** The open sheet of this till and what may be done to it. */
export type Keeper = {
  sheet: OpenSheet | undefined;
  error: unknown;
  /** The id of the line that the next key changes: the one touched last, unless another was chosen. */
  current: string;
  choose: (line: string) => void;
  /** Does one thing after the other, in the order asked. A refusal is told in a line and by the sound for no; then it answers undefined. */
  tell: <M extends SheetMethod>(method: M, params: Omit<Params<M>, 'kind'>) => Promise<Result<M> | undefined>;
  /** Puts the sheet into the books; the same one sent twice is posted once. */
  post: (note: string) => Promise<Result<'stock.post'> | undefined>;
};

export function useSheet(kind: SheetKind): Keeper {
  const cache = useQueryClient();
  const { data: sheet, error } = useDesk('stock.sheet', { kind });
  const [chosen, setChosen] = useState<string>();
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const sounds = useSounds();
  const sayError = useLatest(useSayError());

  /** Runs after all that was asked before, also where that was refused. */
  const inTurn = useCallback(
    async <T>(work: () => Promise<T>): Promise<T | undefined> => {
      const turn = queue.current.then(work);
      queue.current = turn.catch(() => undefined);
      try {
        return await turn;
      } catch (thrown) {
        sounds.no();
        sayError.current(thrown);
        return undefined;
      }
    },
    [sounds, sayError],
  );

  const tell = useCallback(
    <M extends SheetMethod>(method: M, params: Omit<Params<M>, 'kind'>) =>
      inTurn(async () => {
        const result = await call(method, { ...params, kind });
        const key = deskKey('stock.sheet', { kind });
        // An answer that was asked for before this one must not be shown after it.
        await cache.cancelQueries({ queryKey: key });
        cache.setQueryData(key, 'sheet' in result ? result.sheet : result);
        setChosen(undefined);
        return result;
      }),
    [cache, inTurn, kind],
  );

  const posting = useRef(false);
  const post = useCallback(
    async (note: string) => {
      // Pressed twice, one sheet is posted once.
      if (posting.current) return undefined;
      posting.current = true;
      const done = await inTurn(async () => {
        const key = deskKey('stock.sheet', { kind });
        const sheet_id = cache.getQueryData<OpenSheet>(key)?.id ?? '';
        const posted = await postAgainWhenLost({ kind, sheet_id, ...(note !== '' && { note }) });
        await cache.invalidateQueries({ queryKey: key });
        setChosen(undefined);
        return posted;
      });
      posting.current = false;
      return done;
    },
    [cache, inTurn, kind],
  );

  const lines = sheet?.lines ?? [];
  const current = lines.find((line) => line.id === chosen)?.id ?? (sheet?.current || lines.at(-1)?.id) ?? '';
  return { sheet, error, current, choose: setChosen, tell, post };
}

/** Sends a sheet again when the answer was lost on the way: it is posted once, however often it comes. */
async function postAgainWhenLost(params: Params<'stock.post'>): Promise<Result<'stock.post'>> {
  try {
    return await call('stock.post', params);
  } catch (thrown) {
    if (asDeskError(thrown).code === 'lost') return await call('stock.post', params);
    throw thrown;
  }
}
