-- All shops of a hub. Every table begins with the shop's small number, so that
-- keys stay short. Ids are 16 bytes. Times are Unix milliseconds, quantities thousandths.

CREATE TABLE shops (
  n        INTEGER PRIMARY KEY,   -- the shop's number in the other tables
  id       BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  name     TEXT NOT NULL,
  currency TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  series   INTEGER NOT NULL DEFAULT 0 -- the last that NextSeries gave out: 1 = A1, 27 = AA1
) STRICT;

CREATE TABLE epochs (
  shop  INTEGER NOT NULL,
  n     INTEGER NOT NULL,         -- 1 = the oldest
  epoch INTEGER NOT NULL,         -- its id, 64 bits without a sign stored as with one
  fork  INTEGER NOT NULL,         -- the last place shared with the one before
  PRIMARY KEY (shop, n)
) STRICT, WITHOUT ROWID;

-- The change feed. Its places of a shop go from 1 without gaps.
CREATE TABLE feed (
  shop       INTEGER NOT NULL,
  seq        INTEGER NOT NULL CHECK (seq > 0),
  batch      BLOB NOT NULL CHECK (length(batch) = 16),
  device     BLOB NOT NULL CHECK (length(device) = 16),
  device_seq INTEGER NOT NULL,
  user       BLOB NOT NULL,
  at         INTEGER NOT NULL,    -- by the desk's clock
  was_epoch  INTEGER NOT NULL,    -- its place before the hub was restored, 0 usually
  was_seq    INTEGER NOT NULL,
  data       BLOB NOT NULL,       -- change.Entry.Encode
  UNIQUE (shop, seq),
  UNIQUE (shop, batch)
) STRICT;
CREATE INDEX feed_device ON feed (shop, device, device_seq, seq);

-- The records as the feed has made them.
CREATE TABLE records (
  shop     INTEGER NOT NULL,
  kind     INTEGER NOT NULL,
  id       BLOB NOT NULL CHECK (length(id) = 16),
  version  INTEGER NOT NULL,      -- place of the last change
  parent   BLOB,                  -- store.ParentOf, NULL for none
  document INTEGER NOT NULL,      -- kind of the document with which it travels, whose id is parent; 0 = it stands alone
  tier     INTEGER NOT NULL,      -- store.TierOf, when it stands alone
  ended    INTEGER NOT NULL,
  data     BLOB NOT NULL,         -- change.Record.Encode
  UNIQUE (shop, kind, id)
) STRICT;
CREATE INDEX records_parent ON records (shop, parent, kind, id, document) WHERE parent IS NOT NULL;
CREATE INDEX records_alone ON records (shop, tier, kind, id, ended) WHERE document = 0;
CREATE INDEX records_version ON records (shop, version, kind, id);

-- Who has a number, a code, a series: the lowest id holds it, should there be two.
CREATE TABLE claims (
  shop  INTEGER NOT NULL,
  kind  INTEGER NOT NULL,
  field INTEGER NOT NULL,
  value TEXT NOT NULL,
  id    BLOB NOT NULL,
  PRIMARY KEY (shop, kind, field, value, id)
) STRICT, WITHOUT ROWID;

-- The stock ledger's sums; the moves are records.
CREATE TABLE sums (
  shop           INTEGER NOT NULL,
  offer          BLOB NOT NULL,
  warehouse      BLOB NOT NULL,
  on_hand        INTEGER NOT NULL DEFAULT 0,
  on_hand_taker  BLOB,            -- document of the last move that took something away
  reserved       INTEGER NOT NULL DEFAULT 0,
  reserved_taker BLOB,
  PRIMARY KEY (shop, offer, warehouse)
) STRICT, WITHOUT ROWID;

CREATE TABLE taken (              -- each device's newest batch that is in the feed or refused
  shop       INTEGER NOT NULL,
  device     BLOB NOT NULL,
  device_seq INTEGER NOT NULL,
  PRIMARY KEY (shop, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE refusals (
  shop       INTEGER NOT NULL,
  device     BLOB NOT NULL,
  device_seq INTEGER NOT NULL,
  batch      BLOB NOT NULL,
  code       TEXT NOT NULL,       -- of sync/merge
  kind       INTEGER NOT NULL,    -- of the record it is about, 0 = none
  id         BLOB NOT NULL,
  field      INTEGER NOT NULL,
  text       TEXT NOT NULL,
  PRIMARY KEY (shop, device, device_seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
  shop        INTEGER NOT NULL,
  id          BLOB NOT NULL CHECK (length(id) = 16),
  name        TEXT NOT NULL,
  series      TEXT NOT NULL,
  public_key  BLOB,               -- ed25519
  scope       TEXT NOT NULL,
  scope_rev   INTEGER NOT NULL,
  enrolled_at INTEGER NOT NULL,
  heard_at    INTEGER NOT NULL,   -- 0 = never
  revoked     INTEGER NOT NULL CHECK (revoked IN (0, 1)),
  PRIMARY KEY (shop, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE series (             -- what a desk has had or was given
  shop   INTEGER NOT NULL,
  series TEXT NOT NULL,
  PRIMARY KEY (shop, series)
) STRICT, WITHOUT ROWID;

CREATE TABLE invites (            -- not yet used
  hash       BLOB PRIMARY KEY,    -- SHA-256 of the code
  shop       INTEGER NOT NULL,
  scope      TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE quarantine (         -- what revoked devices had not sent
  n          INTEGER PRIMARY KEY,
  shop       INTEGER NOT NULL,
  device     BLOB NOT NULL,
  device_seq INTEGER NOT NULL,
  hash       BLOB NOT NULL,       -- SHA-256 of the batch
  batch      BLOB NOT NULL,
  UNIQUE (shop, device, device_seq, hash)
) STRICT;
