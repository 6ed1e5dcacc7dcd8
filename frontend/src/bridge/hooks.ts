import {
  keepPreviousData,
  QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { call, listen, transport, type Method, type Params, type Result } from './desk';
import { asDeskError, type DeskError } from './error';
import { isStale, link } from './stale';
import type { DeskEvent } from './transport';

/** The cache of what the desk answered. It is never guessed stale by time: the desk says so. */
export function deskCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // The desk is this machine: the browser's idea of being online says nothing about it.
        networkMode: 'always',
        retry: (times, error) => times < 3 && asDeskError(error).retry,
      },
      mutations: { networkMode: 'always' },
    },
  });
}

/** Makes stale what the desk says has changed, and everything when the way to it came back. */
export function followDesk(cache: QueryClient): () => void {
  const stop = listen((event) => {
    if (event.event === 'sync') makeStale(cache, [link]);
    if (event.event === 'changed') makeStale(cache, (event.data as { kinds: string[] }).kinds);
  });
  const way = transport();
  const unwatch = way.watch(() => {
    if (way.connected()) void cache.invalidateQueries();
  });
  return () => {
    stop();
    unwatch();
  };
}

function makeStale(cache: QueryClient, kinds: readonly string[]) {
  void cache.invalidateQueries({ predicate: ({ queryKey }) => isStale(String(queryKey[0]), kinds) });
}

/** The key under which an answer is kept. */
export function deskKey<M extends Method>(method: M, params: Params<M>): readonly [M, Params<M>] {
  return [method, params];
}

/**
 * What a method of the desk answers, asked again whenever it became stale. While other parameters are being asked
 * about, the last answer stays, so that nothing flickers. `when: false` does not ask; `fresh` asks each time a part
 * that shows it appears, for what can change without an event, and `every_ms` again and again while one does.
 */
export function useDesk<M extends Method>(
  method: M,
  params: Params<M>,
  { when = true, fresh = false, every_ms }: { when?: boolean; fresh?: boolean; every_ms?: number } = {},
): UseQueryResult<Result<M>, DeskError> {
  return useQuery<Result<M>, DeskError>({
    queryKey: deskKey(method, params),
    queryFn: () => call(method, params),
    enabled: when,
    refetchOnMount: fresh ? 'always' : true,
    refetchInterval: every_ms ?? false,
    placeholderData: keepPreviousData,
  });
}

/**
 * A long answer by pages: `next` says with which parameters the page after the last one is asked for, or undefined at
 * the end. Give the pages to a Grid: rows from all of them, `more` = hasNextPage, `loadMore` = fetchNextPage.
 */
export function useDeskPages<M extends Method>(
  method: M,
  params: Params<M>,
  next: (last: Result<M>, pages: readonly Result<M>[]) => Partial<Params<M>> | undefined,
): UseInfiniteQueryResult<InfiniteData<Result<M>>, DeskError> {
  return useInfiniteQuery<
    Result<M>,
    DeskError,
    InfiniteData<Result<M>>,
    readonly unknown[],
    Partial<Params<M>>
  >({
    queryKey: [method, params, 'pages'],
    queryFn: ({ pageParam }) => call(method, Object.assign({}, params, pageParam)),
    initialPageParam: {},
    getNextPageParam: next,
    placeholderData: keepPreviousData,
  });
}

/** A command of the desk. One is in flight at a time: a second press waits for the first to end. */
export function useCommand<M extends Method>(
  method: M,
  told: { done?: (result: Result<M>, params: Params<M>) => void; refused?: (error: DeskError) => void } = {},
): UseMutationResult<Result<M>, DeskError, Params<M>> {
  return useMutation<Result<M>, DeskError, Params<M>>({
    mutationKey: [method],
    scope: { id: method },
    mutationFn: async (params) => {
      try {
        return await call(method, params);
      } catch (thrown) {
        throw asDeskError(thrown);
      }
    },
    onSuccess: (result, params) => told.done?.(result, params),
    onError: (error) => told.refused?.(error),
  });
}

/** Calls back with every event of the desk while the part is shown. Keep `heard` stable (useCallback). */
export function useDeskEvents(heard: (event: DeskEvent) => void): void {
  useEffect(() => listen(heard), [heard]);
}

/** Whether the desk answers. */
export function useConnected(): boolean {
  const way = transport();
  return useSyncExternalStore(way.watch, way.connected);
}
