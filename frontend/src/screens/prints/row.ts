import type { Print, PrintRun, Result } from '../../bridge';

/** A row of the queue: a job that stands alone, or papers that were asked for together. */
export type Row = { id: string; at: number; print?: Print; run?: PrintRun };

/** The queue as it is shown: the newest first. */
export function toRows({ prints, runs }: Result<'prints.list'>): Row[] {
  return [
    ...prints.map((print): Row => ({ id: print.id, at: print.at, print })),
    ...runs.map((run): Row => ({ id: run.id, at: run.at, run })),
  ].toSorted((one, other) => other.at - one.at);
}

/** Whether a person has to say if paper came out. */
export function inDoubt({ print, run }: Row): boolean {
  return print ? print.doubt === true : (run?.doubt_from ?? 0) > 0;
}

/** Whether something of it is not settled. */
export function isOpen({ print, run }: Row): boolean {
  return run
    ? run.waiting + run.printing + run.failed > 0
    : print !== undefined && ['waiting', 'printing', 'failed'].includes(print.state);
}

/** How a run stands, in one word. */
export type Standing =
  'doubt' | 'stopped' | 'paused' | 'printing' | 'waiting' | 'printed' | 'cancelled' | 'failed';

export function standing(run: PrintRun): Standing {
  if (run.doubt_from > 0) return 'doubt';
  const open = run.waiting + run.printing + run.failed > 0;
  if (run.held && open) return run.reason ? 'stopped' : 'paused';
  if (run.printing > 0) return 'printing';
  if (run.waiting > 0) return 'waiting';
  if (run.failed > 0) return 'failed';
  return run.printed > 0 ? 'printed' : 'cancelled';
}
