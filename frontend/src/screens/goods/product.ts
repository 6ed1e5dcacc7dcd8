import type { Barcode, Option, Params, Result, Variant } from '../../bridge';

export type { Barcode, Option };

/** A product as goods.get tells it. */
export type Product = Result<'goods.get'>;

/** An offer while it is edited; `key` tells it from its sisters before it has an id. */
export type DraftOffer = Variant & { key: string };

/** A product while it is edited. */
export type Draft = Omit<Product, 'offers'> & { offers: DraftOffer[] };

export function newKey(): string {
  return crypto.randomUUID();
}

/** An offer that was not saved yet. */
export function emptyOffer(): DraftOffer {
  return {
    key: newKey(),
    id: '',
    title: '',
    options: [],
    sku: '',
    price: 0,
    sale_price: 0,
    weight_grams: 0,
    length_mm: 0,
    width_mm: 0,
    height_mm: 0,
    active: true,
    barcodes: [],
    balances: [],
  };
}

/** A product that was not saved yet: one offer, because there is no product without one. */
export function emptyProduct(): Draft {
  return {
    id: '',
    name: '',
    description: '',
    brand: '',
    unit: 'pcs',
    category: '',
    tags: '',
    digital: false,
    active: true,
    offers: [emptyOffer()],
  };
}

/** A product ready to be edited. */
export function toDraft(product: Product): Draft {
  return { ...product, offers: product.offers.map((offer) => ({ ...offer, key: offer.id })) };
}

/** What is saved of a draft. */
export function toSave({ offers, ...product }: Draft): Params<'goods.save'> {
  return {
    ...product,
    // Balances are told, never saved; a barcode without a code was only begun.
    offers: offers.map((draft) => {
      const { key: _, balances: __, ...offer } = draft;
      return { ...offer, barcodes: offer.barcodes.filter(({ code }) => code.trim() !== '') };
    }),
  };
}
