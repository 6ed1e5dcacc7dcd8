import type { DeskState } from '../desk';

type Sync = DeskState['sync'];
type Load = NonNullable<Sync['load']>;

/** How safe the work of this desk is, told by a shape, a word and a sentence. */
export type Safety = {
  state: 'alone' | 'loading' | 'stopped' | 'offline' | 'sending' | 'live';
  /** What the word counts: changes that wait, or per cent loaded; 0 = there is nothing to count. */
  count: number;
};

/** What a desk's state comes to: what keeps the work from being sent is told first. */
export function safetyOf({ hub, phase, pending, load }: Sync): Safety {
  if (!hub) return { state: 'alone', count: 0 };
  if (phase === 'stopped') return { state: 'stopped', count: pending };
  if (phase === 'offline' || phase === 'none') return { state: 'offline', count: pending };
  if (load) return { state: 'loading', count: percentOf(load) };
  return pending > 0 || phase === 'syncing'
    ? { state: 'sending', count: pending }
    : { state: 'live', count: 0 };
}

/** The tiers of a first load, in the order in which they come. */
export const tiers = [1, 2, 3, 4] as const;

/** How much of a load is here, in whole per cent; below a hundred until it is complete. Tiers count alike. */
export function percentOf({ tier, done, total }: Load): number {
  const part = total > 0 ? Math.min(done / total, 1) : 0;
  const at = tiers.findIndex((each) => each === tier);
  const share = at < 0 ? part : (at + part) / tiers.length;
  return Math.min(Math.floor(share * 100), 99);
}
