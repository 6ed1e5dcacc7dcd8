import { expect, test } from 'vitest';
import { emptyOffer, toDraft, toSave, type DraftOffer } from './product';
import { combine, readValues, withVariants } from './variants';

let keys = 0;
const newKey = () => `key ${(keys += 1)}`;
const offer = (part: Partial<DraftOffer>): DraftOffer => ({ ...emptyOffer(), ...part });

test('values are typed with commas, semicolons or lines, and each counts once', () => {
  expect(readValues(' синій, червоний;білий\nсиній ,, ')).toEqual(['синій', 'червоний', 'білий']);
});

test('five colours by six sizes are thirty variants', () => {
  const axes = [
    { name: 'Колір', values: ['1', '2', '3', '4', '5'] },
    { name: 'Розмір', values: ['a', 'b', 'c', 'd', 'e', 'f'] },
  ];
  const made = combine(axes);
  expect(made).toHaveLength(30);
  expect(made[1]).toEqual([
    { name: 'Колір', value: '1' },
    { name: 'Розмір', value: 'b' },
  ]);
});

test('an option without a name or without values is left out', () => {
  expect(combine([{ name: 'Колір', values: [] }])).toEqual([]);
  expect(combine([{ name: ' ', values: ['a'] }])).toEqual([]);
  expect(
    combine([
      { name: 'Колір', values: ['синій'] },
      { name: 'Розмір', values: [] },
    ]),
  ).toEqual([[{ name: 'Колір', value: 'синій' }]]);
});

test('the offer that was there without options becomes the first variant and keeps its id, stock and barcodes', () => {
  const first = offer({
    id: '1',
    sku: 'TEE',
    price: 49900,
    barcodes: [{ code: '4820024700016', quantity: 1000 }],
  });
  const [kept, second] = withVariants([first], combine([{ name: 'Розмір', values: ['S', 'M'] }]), newKey);
  expect(kept).toMatchObject({ id: '1', title: 'S', sku: 'TEE', barcodes: first.barcodes });
  expect(second).toMatchObject({ id: '', title: 'M', sku: 'TEE-2', price: 49900, barcodes: [] });
});

test('making the same variants again adds only the new ones', () => {
  const once = withVariants([offer({})], combine([{ name: 'Розмір', values: ['S', 'M'] }]), newKey);
  const again = withVariants(once, combine([{ name: 'Розмір', values: ['S', 'M', 'L'] }]), newKey);
  expect(again.slice(0, 2)).toEqual(once);
  expect(again.map(({ title }) => title)).toEqual(['S', 'M', 'L']);
});

test('a free SKU is found beside those that are taken', () => {
  const made = withVariants(
    [
      offer({ sku: 'TEE-1', options: [{ name: 'Розмір', value: 'S' }] }),
      offer({ sku: 'TEE-2', options: [{ name: 'Розмір', value: 'M' }] }),
    ],
    combine([{ name: 'Розмір', values: ['L'] }]),
    newKey,
  );
  expect(made[2]?.sku).toBe('TEE-3');
});

test('what is saved has neither keys nor balances, and no barcode that was only begun', () => {
  const draft = toDraft({
    id: '1',
    name: 'Чашка',
    description: '',
    brand: '',
    unit: 'pcs',
    category: '',
    tags: '',
    digital: false,
    active: true,
    offers: [
      {
        ...offer({ id: '2', barcodes: [{ code: ' ', quantity: 1000 }] }),
        balances: [{ warehouse_id: '3', warehouse: 'Магазин', on_hand: 1000, reserved: 0 }],
      },
    ],
  });
  const [saved] = toSave(draft).offers;
  expect(saved).not.toHaveProperty('key');
  expect(saved).not.toHaveProperty('balances');
  expect(saved?.barcodes).toEqual([]);
});
