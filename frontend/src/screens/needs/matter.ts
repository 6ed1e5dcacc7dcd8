import type { Need } from '../../bridge';

/** The id by which the address names a matter. */
export function matterId({ kind, conflict, task, refused, print }: Need): string {
  return `${kind}-${conflict?.id ?? task?.id ?? refused?.device_seq ?? print?.id ?? ''}`;
}

/** Which matter was shown, and where it stood. */
export type Shown = { id: string | undefined; at: number };

/**
 * Where the matter stands that is shown: the one the address names, else the one that was shown before, else what took
 * its place when it was settled.
 */
export function shownAt(items: readonly Need[], named: string | undefined, before: Shown): number {
  const ids = items.map(matterId);
  for (const id of [named, before.id]) {
    const at = id === undefined ? -1 : ids.indexOf(id);
    if (at >= 0) return at;
  }
  return Math.min(before.at, items.length - 1);
}

/** How many refused batches stand on this one and go with it. */
export function standingOn(items: readonly Need[], { refused }: Need): number {
  return refused ? items.filter((each) => each.refused?.cause === refused.device_seq).length : 0;
}
