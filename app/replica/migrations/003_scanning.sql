-- What codes mean in the shop: badges, cards and parcels, what is picked, and
-- what this till has learnt by scanning.

ALTER TABLE users ADD COLUMN badge TEXT NOT NULL DEFAULT '';            -- HMAC-SHA256 of the badge's code, keyed by the person's id, hex; empty = no badge

ALTER TABLE order_lines ADD COLUMN picked INTEGER NOT NULL DEFAULT 0;   -- thousandths of the quantity that were taken from the shelf for it

CREATE TABLE parcel_codes (     -- codes on the parcels of an order
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  order_id BLOB NOT NULL,
  code     TEXT NOT NULL,
  kind     TEXT NOT NULL        -- ours; carrier: its number; second: another code of the carrier
) STRICT;
CREATE INDEX parcel_codes_code ON parcel_codes (code);
CREATE INDEX parcel_codes_order ON parcel_codes (order_id);

CREATE TABLE customer_cards (   -- a customer's card of the shop
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  customer_id BLOB NOT NULL,
  code        TEXT NOT NULL
) STRICT;
CREATE INDEX customer_cards_code ON customer_cards (code);
CREATE INDEX customer_cards_customer ON customer_cards (customer_id);

-- SKUs are scanned in another case than they were typed in.
CREATE INDEX offers_sku_case ON offers (sku COLLATE NOCASE) WHERE sku <> '';

CREATE TABLE unknown_codes (    -- scanned at this till and known to nobody, until a person binds or drops them
  code    TEXT PRIMARY KEY,     -- as it was scanned
  seen_at INTEGER NOT NULL,     -- last
  times   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE code_choices (     -- which of two goods with one code is meant at this till
  code     TEXT PRIMARY KEY,
  offer_id BLOB NOT NULL
) STRICT, WITHOUT ROWID;
