import type { Tender } from '../../bridge';

export type Way = 'cash' | 'card' | 'mixed';

/** What the clerk has entered, in minor units; undefined while a field cannot be read. */
export type Handed = { way: Way; cash: number | undefined; card: number | undefined };

/** What is told to the desk; undefined while a field cannot be read. The desk checks the sums. */
export function tenders({ way, cash, card }: Handed, due: number): Tender[] | undefined {
  if (due <= 0) return [];
  if (way === 'card') return [{ kind: 'card', given: due }];
  if (cash === undefined || (way === 'mixed' && card === undefined)) return undefined;
  const all: Tender[] = [
    { kind: 'card', given: way === 'mixed' ? (card ?? 0) : 0 },
    { kind: 'cash', given: cash },
  ];
  return all.filter(({ given }) => given > 0);
}

/** What was handed over beyond what is due; below zero it is missing. For the eye: the desk gives the change. */
export function over({ way, cash = 0, card = 0 }: Handed, due: number): number {
  if (way === 'card') return 0;
  return cash + (way === 'mixed' ? card : 0) - due;
}

const notes = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const buttons_max = 4;

/** Round sums that customers hand over for `due`: what the next larger notes come to, in minor units. */
export function quickSums(due: number, digits: number): number[] {
  const unit = 10 ** digits;
  const sums = new Set<number>();
  for (const note of notes) {
    const sum = Math.ceil(due / (note * unit)) * note * unit;
    if (sum > due) sums.add(sum);
  }
  return [...sums].toSorted((a, b) => a - b).slice(-buttons_max);
}
