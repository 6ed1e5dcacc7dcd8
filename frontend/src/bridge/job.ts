import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Result } from './desk';
import { deskKey, useDesk, useDeskEvents } from './hooks';

/** Work that takes longer than a screen should wait: an import, a demo shop. */
export type Job = Result<'job.get'>;

/** Follows a job to its end; undefined while there is none. */
export function useJob(id: string | undefined): Job | undefined {
  const cache = useQueryClient();
  const { data } = useDesk('job.get', { id: id ?? '' }, { when: id !== undefined });
  useDeskEvents(
    useCallback(
      ({ event, data: told }) => {
        if (event !== 'progress') return;
        const job = told as Job;
        cache.setQueryData(deskKey('job.get', { id: job.id }), job);
      },
      [cache],
    ),
  );
  return id !== undefined && data?.id === id ? data : undefined;
}
