import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { call, type Result } from './desk';
import { deskKey, useDeskEvents } from './hooks';

/** Work that takes longer than a screen should wait: an import, a demo shop. */
export type Job = Result<'job.get'>;

/** Of two reports of one job, the later: an answer may be overtaken by an event. */
function later(known: Job | undefined, told: Job): Job {
  return known && (known.state !== 'running' || (told.state === 'running' && told.done < known.done))
    ? known
    : told;
}

/** Follows a job to its end; undefined while there is none. */
export function useJob(id: string | undefined): Job | undefined {
  const cache = useQueryClient();
  const { data } = useQuery<Job>({
    queryKey: deskKey('job.get', { id: id ?? '' }),
    queryFn: () => call('job.get', { id: id ?? '' }),
    enabled: id !== undefined,
    structuralSharing: (known, told) => later(known as Job | undefined, told as Job),
  });
  useDeskEvents(
    useCallback(
      ({ event, data: told }) => {
        if (event !== 'progress') return;
        const job = told as Job;
        cache.setQueryData<Job>(deskKey('job.get', { id: job.id }), (known) => later(known, job));
      },
      [cache],
    ),
  );
  return id === undefined ? undefined : data;
}
