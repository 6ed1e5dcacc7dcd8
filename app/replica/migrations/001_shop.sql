-- The shop as one desk holds it. Record tables mirror the kinds of sync/change:
-- every field there is a column here of the same name. Besides its fields each has
--   n        a local row number, the same for ever on this replica; search points at it
--   id       UUIDv7, the record's name everywhere
--   version  the shop_seq of the record's last change, 0 until the hub has given one
--   fields   per-field versions, NULL until a hub has given some
--   extra    fields of a later release, kept bit for bit
--   deleted  1 = a tombstone
-- Sums are minor units, quantities thousandths, times Unix milliseconds.

CREATE TABLE local (            -- what is true of this file only, never sent
  key   TEXT PRIMARY KEY,
  value ANY
) STRICT, WITHOUT ROWID;

CREATE TABLE counters (         -- the last number taken of each series of this desk
  series TEXT PRIMARY KEY,
  last   INTEGER NOT NULL CHECK (last >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (           -- batches not yet acknowledged
  device_seq INTEGER PRIMARY KEY,
  batch_id   BLOB NOT NULL UNIQUE,
  intent     TEXT NOT NULL,
  state      TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending','sent','acknowledged','attention')),
  reason     TEXT NOT NULL DEFAULT '',  -- why a batch needs attention
  batch      BLOB NOT NULL,             -- encoded by sync/change
  before     BLOB NOT NULL,             -- the values that its patches replaced: the merge base
  at         INTEGER NOT NULL
) STRICT;

CREATE TABLE history (
  n         INTEGER PRIMARY KEY,
  batch_id  BLOB NOT NULL,
  at        INTEGER NOT NULL,
  user_id   BLOB,
  desk_id   BLOB NOT NULL,
  intent    TEXT NOT NULL,
  root_id   BLOB NOT NULL,   -- the order, customer or product in whose time line this stands
  kind      INTEGER NOT NULL,
  record_id BLOB NOT NULL,
  act       INTEGER NOT NULL,
  changes   TEXT NOT NULL    -- JSON: {"field":[old,new]}
) STRICT;
CREATE INDEX history_root ON history (root_id, n);

CREATE TABLE baskets (          -- sales that are being made, one a screen
  screen  TEXT PRIMARY KEY,
  user_id BLOB,
  basket  TEXT NOT NULL,        -- JSON of shop.Basket
  undo    TEXT NOT NULL,        -- JSON: earlier states, the latest last
  at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE desks (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  series TEXT NOT NULL, -- letters before this desk's numbers
  name   TEXT NOT NULL
) STRICT;

CREATE TABLE settings (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  key   TEXT NOT NULL,
  value TEXT NOT NULL
) STRICT;
CREATE INDEX settings_key ON settings (key);

CREATE TABLE users (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  name     TEXT NOT NULL,
  role     TEXT NOT NULL CHECK (role IN ('owner','manager','clerk')),
  pin_hash TEXT NOT NULL,  -- argon2id in PHC form
  active   INTEGER NOT NULL,
  language TEXT NOT NULL
) STRICT;

CREATE TABLE warehouses (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  name     TEXT NOT NULL,
  position INTEGER NOT NULL
) STRICT;

CREATE TABLE categories (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  name      TEXT NOT NULL,
  parent_id BLOB,
  path      TEXT NOT NULL  -- names from the outermost, apart by " > "
) STRICT;
CREATE INDEX categories_path ON categories (path);

CREATE TABLE products (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  name        TEXT NOT NULL,
  description TEXT NOT NULL,
  brand       TEXT NOT NULL,
  unit        TEXT NOT NULL,   -- one of shop.Units
  category_id BLOB,
  tags        TEXT NOT NULL,   -- apart by commas
  digital     INTEGER NOT NULL,
  active      INTEGER NOT NULL
) STRICT;
CREATE INDEX products_category ON products (category_id);

CREATE TABLE offers (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  product_id     BLOB NOT NULL,
  title          TEXT NOT NULL,    -- the variant: "Red / M"; empty for a simple product
  options        TEXT NOT NULL,    -- JSON: [{"name":"Color","value":"Red"}]
  sku            TEXT NOT NULL,
  price          INTEGER NOT NULL,
  sale_price     INTEGER NOT NULL, -- 0 = not on sale
  purchase_price INTEGER NOT NULL, -- 0 = not known
  weight_grams   INTEGER NOT NULL,
  length_mm      INTEGER NOT NULL,
  width_mm       INTEGER NOT NULL,
  height_mm      INTEGER NOT NULL,
  position       INTEGER NOT NULL,
  active         INTEGER NOT NULL,
  -- derived
  full_title     TEXT NOT NULL DEFAULT '', -- product and variant
  on_hand        INTEGER NOT NULL DEFAULT 0,
  reserved       INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX offers_product ON offers (product_id);
CREATE INDEX offers_sku ON offers (sku) WHERE sku <> '';
CREATE INDEX offers_title ON offers (full_title) WHERE deleted = 0;

CREATE TABLE barcodes (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  offer_id BLOB NOT NULL,
  code     TEXT NOT NULL,
  quantity INTEGER NOT NULL -- thousandths that one scan stands for: a box of twelve has 12000
) STRICT;
CREATE INDEX barcodes_code ON barcodes (code);
CREATE INDEX barcodes_offer ON barcodes (offer_id);

CREATE TABLE customers (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  name        TEXT NOT NULL,
  email       TEXT NOT NULL,
  city        TEXT NOT NULL,
  address     TEXT NOT NULL,
  note        TEXT NOT NULL,
  source      TEXT NOT NULL,
  discount_bp INTEGER NOT NULL,  -- hundredths of a percent, given on every sale
  birthday    TEXT NOT NULL,     -- YYYY-MM-DD or empty
  price_group TEXT NOT NULL,
  -- derived
  phone         TEXT NOT NULL DEFAULT '',    -- the first phone, E.164
  orders        INTEGER NOT NULL DEFAULT 0,  -- completed sales
  spent         INTEGER NOT NULL DEFAULT 0,  -- their sums less returns
  last_order_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX customers_name ON customers (name) WHERE deleted = 0;

CREATE TABLE customer_phones (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  customer_id BLOB NOT NULL,
  phone       TEXT NOT NULL,   -- E.164
  position    INTEGER NOT NULL
) STRICT;
CREATE INDEX customer_phones_customer ON customer_phones (customer_id);
CREATE INDEX customer_phones_phone ON customer_phones (phone);

CREATE TABLE orders (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  kind            TEXT NOT NULL CHECK (kind IN ('sale','return')),
  number          TEXT NOT NULL,
  source          TEXT NOT NULL,   -- counter, phone, site:NAME …
  status          TEXT NOT NULL CHECK (status IN ('parked','new','confirmed','packed','shipped','delivered','completed','cancelled')),
  customer_id     BLOB,
  user_id         BLOB,            -- who answers for it
  desk_id         BLOB NOT NULL,   -- where it was made
  created_at      INTEGER NOT NULL,
  finished_at     INTEGER NOT NULL, -- when it was completed or cancelled, 0 before
  discount_bp     INTEGER NOT NULL,
  discount_sum    INTEGER NOT NULL,
  comment         TEXT NOT NULL,
  delivery_method TEXT NOT NULL,
  recipient       TEXT NOT NULL,
  recipient_phone TEXT NOT NULL,
  city            TEXT NOT NULL,
  address         TEXT NOT NULL,
  delivery_price  INTEGER NOT NULL,
  waybill         TEXT NOT NULL,   -- the carrier's number
  cod             INTEGER NOT NULL, -- 1 = paid on delivery
  origin_id       BLOB,            -- a return's sale; a copy's original
  reason          TEXT NOT NULL,   -- why it was cancelled or returned
  warehouse_id    BLOB,
  -- derived
  total         INTEGER NOT NULL DEFAULT 0,  -- below zero for a return
  paid          INTEGER NOT NULL DEFAULT 0,
  payment_state TEXT NOT NULL DEFAULT 'unpaid',
  lines         INTEGER NOT NULL DEFAULT 0,
  goods         TEXT NOT NULL DEFAULT '',    -- the goods in short
  customer_name TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX orders_created ON orders (created_at, n) WHERE deleted = 0;
CREATE INDEX orders_status ON orders (status, created_at, n) WHERE deleted = 0;
CREATE INDEX orders_customer ON orders (customer_id, created_at);
CREATE INDEX orders_number ON orders (number);
CREATE INDEX orders_waybill ON orders (waybill) WHERE waybill <> '';
CREATE INDEX orders_origin ON orders (origin_id) WHERE origin_id IS NOT NULL;
CREATE INDEX orders_payment ON orders (payment_state, created_at, n) WHERE deleted = 0;

CREATE TABLE order_lines (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  order_id       BLOB NOT NULL,
  position       INTEGER NOT NULL,
  offer_id       BLOB,
  title          TEXT NOT NULL,     -- as sold, whatever the product is called later
  sku            TEXT NOT NULL,
  unit           TEXT NOT NULL,
  quantity       INTEGER NOT NULL CHECK (quantity > 0),
  price          INTEGER NOT NULL,
  regular_price  INTEGER NOT NULL,
  purchase_price INTEGER NOT NULL,
  discount_bp    INTEGER NOT NULL,
  discount_sum   INTEGER NOT NULL,
  sum            INTEGER NOT NULL,  -- what is asked for the line after all discounts
  origin_id      BLOB,              -- the sold line that a returned one gives back
  cancelled      TEXT NOT NULL      -- the reason, empty while the line stands
) STRICT;
CREATE INDEX order_lines_order ON order_lines (order_id, position);
CREATE INDEX order_lines_offer ON order_lines (offer_id);
CREATE INDEX order_lines_origin ON order_lines (origin_id) WHERE origin_id IS NOT NULL;

CREATE TABLE payments (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  order_id BLOB NOT NULL,
  kind     TEXT NOT NULL CHECK (kind IN ('cash','card','transfer','cod')),
  amount   INTEGER NOT NULL,  -- below zero when money was given back
  given    INTEGER NOT NULL,  -- what the customer handed over
  at       INTEGER NOT NULL,
  user_id  BLOB,
  desk_id  BLOB NOT NULL,
  note     TEXT NOT NULL
) STRICT;
CREATE INDEX payments_order ON payments (order_id);

CREATE TABLE stock_moves (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  offer_id     BLOB NOT NULL,
  warehouse_id BLOB NOT NULL,
  bucket       TEXT NOT NULL CHECK (bucket IN ('on_hand','reserved')),
  quantity     INTEGER NOT NULL CHECK (quantity <> 0),
  cause        TEXT NOT NULL CHECK (cause IN ('sale','return','receipt','writeoff','transfer','count','reservation','import')),
  document_id  BLOB,
  at           INTEGER NOT NULL,
  user_id      BLOB,
  note         TEXT NOT NULL
) STRICT;
CREATE INDEX stock_moves_offer ON stock_moves (offer_id, n);
CREATE INDEX stock_moves_document ON stock_moves (document_id) WHERE document_id IS NOT NULL;

CREATE TABLE prints (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  order_id BLOB NOT NULL,
  document TEXT NOT NULL CHECK (document IN ('receipt','label','waybill','pricetag')),
  copy     INTEGER NOT NULL, -- 0 = the original, 1 = the first reprint …
  printer  TEXT NOT NULL,
  state    TEXT NOT NULL CHECK (state IN ('waiting','printing','printed','failed','cancelled')),
  error    TEXT NOT NULL,
  at       INTEGER NOT NULL,
  user_id  BLOB,
  desk_id  BLOB NOT NULL
) STRICT;
CREATE INDEX prints_order ON prints (order_id);
CREATE INDEX prints_state ON prints (state) WHERE state IN ('waiting','printing','failed');

CREATE TABLE origins (          -- where an imported record came from
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  source    TEXT NOT NULL,  -- woocommerce, shopify …
  key       TEXT NOT NULL,  -- the record's name there, led by its kind
  record_id BLOB NOT NULL,
  taken     TEXT NOT NULL   -- JSON: the values taken from there last, so that the next import sees what changed there
) STRICT;
CREATE INDEX origins_key ON origins (source, key);
CREATE INDEX origins_record ON origins (record_id);

-- derived: sums of stock_moves
CREATE TABLE stock_balances (
  offer_id     BLOB NOT NULL,
  warehouse_id BLOB NOT NULL,
  on_hand      INTEGER NOT NULL DEFAULT 0,
  reserved     INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (offer_id, warehouse_id)
) STRICT, WITHOUT ROWID;

-- derived: what is searched; rowid is n of the record, text is folded by app/find
CREATE VIRTUAL TABLE offer_search    USING fts5 (text, tokenize = 'trigram', columnsize = 0);
CREATE VIRTUAL TABLE order_search    USING fts5 (text, tokenize = 'trigram', columnsize = 0);
CREATE VIRTUAL TABLE customer_search USING fts5 (text, tokenize = 'trigram', columnsize = 0);
