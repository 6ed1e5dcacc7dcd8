import type { Barcode, DraftOffer, Option } from './product';

/** One thing in which variants differ: "Колір" with its values. */
export type Axis = { name: string; values: readonly string[] };

/** Reads "синій, червоний; білий" into values, each once. */
export function readValues(typed: string): string[] {
  return [
    ...new Set(
      typed
        .split(/[,;\n]/)
        .map((value) => value.trim())
        .filter(Boolean),
    ),
  ];
}

/** Every combination of the values, the last axis turning fastest; none while an axis has no name. */
export function combine(axes: readonly Axis[]): Option[][] {
  const used = axes.filter(({ name, values }) => name.trim() !== '' && values.length > 0);
  if (used.length === 0) return [];
  return used.reduce<Option[][]>(
    (made, { name, values }) =>
      made.flatMap((options) => values.map((value) => [...options, { name: name.trim(), value }])),
    [[]],
  );
}

/** How a variant is called after its options. */
export function titleOf(options: readonly Option[]): string {
  return options.map(({ value }) => value).join(', ');
}

const sameOptions = (one: readonly Option[], other: readonly Option[]) =>
  one.length === other.length &&
  one.every(({ name, value }) => other.some((each) => each.name === name && each.value === value));

/**
 * The offers with one for every combination: what is there stays as it is, the first offer without options becomes the
 * first new variant (so that its stock and history stay its own), and new ones take prices and sizes from the first.
 */
export function withVariants(
  offers: readonly DraftOffer[],
  combinations: readonly Option[][],
  newKey: () => string,
): DraftOffer[] {
  const kept = [...offers];
  const [pattern] = offers;
  if (!pattern) return kept;
  for (const options of combinations) {
    if (kept.some((offer) => sameOptions(offer.options, options))) continue;
    const title = titleOf(options);
    const bare = kept.findIndex((offer) => offer.options.length === 0);
    const found = kept[bare];
    if (found) kept[bare] = { ...found, options: [...options], title };
    else kept.push(newVariant(pattern, options, title, kept, newKey()));
  }
  return kept;
}

function newVariant(
  pattern: DraftOffer,
  options: readonly Option[],
  title: string,
  others: readonly DraftOffer[],
  key: string,
): DraftOffer {
  const barcodes: Barcode[] = [];
  return {
    ...pattern,
    key,
    id: '',
    options: [...options],
    title,
    sku: nextSku(pattern.sku, others),
    barcodes,
    balances: [],
  };
}

/** The next free SKU of a row of them: CUP, CUP-2, CUP-3; none when the pattern has none. */
function nextSku(sku: string, others: readonly { sku: string }[]): string {
  if (sku === '') return '';
  const root = sku.replace(/-\d+$/, '');
  const taken = new Set(others.map((offer) => offer.sku));
  for (let at = 2; ; at += 1) {
    const next = `${root}-${at}`;
    if (!taken.has(next)) return next;
  }
}
