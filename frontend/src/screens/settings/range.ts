import type { NumberRangeRow, Params } from '../../bridge';

/** How a range stands at this till: put out of use, in doubt after a restore, with numbers, awaiting some, at its end. */
export type RangeState = 'off' | 'doubt' | 'ready' | 'asked' | 'used_up';

export function stateOf({ active, doubt, here, asked, unleased }: NumberRangeRow): RangeState {
  if (!active) return 'off';
  if (doubt) return 'doubt';
  if (here > 0) return 'ready';
  return asked || unleased > 0 ? 'asked' : 'used_up';
}

export const schemes = ['sscc', 's10', 'post14'] as const satisfies readonly RangeScheme[];
type RangeScheme = Params<'numbers.save_range'>['scheme'];

/** A range as a person enters it. */
export type RangeDraft = Params<'numbers.save_range'> & {
  /** Of an SSCC: what stands before the company's prefix. */
  extension: string;
};

export const blankRange: RangeDraft = {
  name: '',
  scheme: 'sscc',
  extension: '0',
  head: '',
  tail: '',
  first: 0,
  last: 0,
  active: true,
};

/** A range of the shop, to be changed. */
export function draftOf(row: NumberRangeRow): RangeDraft {
  const { id, name, scheme, head, tail, first, last, lease, low, gap, free_from, active } = row;
  return {
    id,
    name,
    scheme,
    first,
    last,
    lease,
    low,
    gap,
    free_from,
    active,
    tail: tail ?? '',
    extension: scheme === 'sscc' ? head.slice(0, 1) : '',
    head: scheme === 'sscc' ? head.slice(1) : head,
  };
}

/** What the desk is told: GS1 gives a prefix, and numbers begin with the digit before it. */
export function rangeOf({ extension, ...draft }: RangeDraft): Params<'numbers.save_range'> {
  const typed = draft.head.replace(/[\s-]/g, '');
  return {
    ...draft,
    name: draft.name.trim(),
    head: draft.scheme === 'sscc' ? extension + typed : typed,
    tail: draft.scheme === 's10' ? (draft.tail ?? '') : '',
  };
}
