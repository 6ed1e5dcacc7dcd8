-- Copies that agree: what a desk keeps to live with a hub (docs/sync.md).

CREATE TABLE conflicts (        -- made by the hub: two desks changed one thing, neither having seen the other
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  record_kind    INTEGER NOT NULL,
  record_id      BLOB,
  root_id        BLOB,             -- the order, product or customer in whose time line it stands
  field          INTEGER NOT NULL, -- number of the field, 0 = the record itself
  reason         TEXT NOT NULL,    -- value, status, claim, deleted, restore
  base           TEXT NOT NULL,    -- JSON scalar: what both started from, empty = not known
  stands         TEXT NOT NULL,    -- JSON scalar
  lost           TEXT NOT NULL,    -- JSON scalar
  stands_user_id BLOB,
  stands_desk_id BLOB,
  stands_at      INTEGER NOT NULL,
  lost_user_id   BLOB,
  lost_desk_id   BLOB,
  lost_at        INTEGER NOT NULL,
  state          TEXT NOT NULL,    -- noted, open, kept, taken, undone
  decided_by     BLOB,
  decided_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX conflicts_record ON conflicts (record_id);
CREATE INDEX conflicts_root ON conflicts (root_id);
CREATE INDEX conflicts_open ON conflicts (n) WHERE state = 'open' AND deleted = 0;

CREATE TABLE tasks (            -- what a person has to do
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  type            TEXT NOT NULL,    -- shortage
  offer_id        BLOB,
  warehouse_id    BLOB,
  first_order_id  BLOB,             -- took the goods first in hub order
  second_order_id BLOB,             -- found none left
  quantity        INTEGER NOT NULL, -- thousandths that are missing
  state           TEXT NOT NULL,    -- open, done
  choice          TEXT NOT NULL,    -- warehouse, substitute, wait, refund
  note            TEXT NOT NULL,
  at              INTEGER NOT NULL,
  done_by         BLOB,
  done_at         INTEGER NOT NULL
) STRICT;
CREATE INDEX tasks_open ON tasks (n) WHERE state = 'open' AND deleted = 0;
CREATE INDEX tasks_offer ON tasks (offer_id);

-- Records that this desk has unsent edits of, as the hub has confirmed them. The
-- row in the kind's own table shows them with the edits laid over.
CREATE TABLE confirmed (
  id     BLOB PRIMARY KEY,
  kind   INTEGER NOT NULL,
  record BLOB NOT NULL          -- encoded by sync/change
) STRICT, WITHOUT ROWID;

-- Which unsent batches edit which records that the hub may have, too.
CREATE TABLE edits (
  id         BLOB NOT NULL,
  device_seq INTEGER NOT NULL,
  PRIMARY KEY (id, device_seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX edits_batch ON edits (device_seq);

-- The change feed as this desk has read it, kept so that a hub that was restored
-- from an older backup can be given back what it lost.
CREATE TABLE feed (
  seq      INTEGER PRIMARY KEY,
  epoch    INTEGER NOT NULL,
  batch_id BLOB NOT NULL,
  device   BLOB NOT NULL,
  at       INTEGER NOT NULL,    -- by the hub's clock
  entry    BLOB NOT NULL        -- encoded by sync/change, whole even where the hub sent it short
) STRICT;
CREATE INDEX feed_batch ON feed (batch_id);

-- Records of a later release: kinds or values that this one has no place for,
-- kept bit for bit.
CREATE TABLE strangers (
  id      BLOB PRIMARY KEY,
  kind    INTEGER NOT NULL,
  version INTEGER NOT NULL,
  record  BLOB NOT NULL
) STRICT, WITHOUT ROWID;
