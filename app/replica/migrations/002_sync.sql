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

-- Which batches that are not in the feed edit which records. That a batch makes
-- a record is not noted here: such a record has version 0. A number below zero is
-- that of a refused batch of a former identity.
CREATE TABLE edits (
  id         BLOB NOT NULL,
  device_seq INTEGER NOT NULL,
  PRIMARY KEY (id, device_seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX edits_batch ON edits (device_seq);

-- States of the outbox: a pending batch waits; a sent one the hub has by a name
-- that this desk had before, and the feed will bring it; an acknowledged one the
-- feed has brought by such a name, and its number is to be sent yet; one that needs
-- attention was refused: reason has the code, detail words for whoever helps.
ALTER TABLE outbox ADD COLUMN detail TEXT NOT NULL DEFAULT '';
CREATE INDEX outbox_state ON outbox (state, device_seq) WHERE state <> 'pending';

-- The change feed as this desk has read it, kept so that a hub that was restored
-- from an older backup can be given back what it lost.
CREATE TABLE feed (
  seq      INTEGER PRIMARY KEY,
  batch_id BLOB NOT NULL,
  device   BLOB NOT NULL,
  at       INTEGER NOT NULL,    -- by the hub's clock
  masked   INTEGER NOT NULL,    -- 1 = this desk's scope has, or had, something cut out of it
  entry    BLOB NOT NULL        -- encoded by sync/change, whole even where the hub sent it short
) STRICT;

-- Places of a feed that a restored hub no longer goes on with, until their
-- batches are read again at their new places.
CREATE TABLE lost (
  batch_id BLOB PRIMARY KEY,
  seq      INTEGER NOT NULL,
  epoch    INTEGER NOT NULL,    -- the life of the feed in which this desk read it last
  device   BLOB NOT NULL,
  at       INTEGER NOT NULL,
  masked   INTEGER NOT NULL,
  entry    BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX lost_seq ON lost (seq);

-- Records of a later release: kinds or values that this one has no place for,
-- kept bit for bit.
CREATE TABLE strangers (
  id      BLOB PRIMARY KEY,
  kind    INTEGER NOT NULL,
  version INTEGER NOT NULL,
  record  BLOB NOT NULL         -- encoded by sync/change
) STRICT, WITHOUT ROWID;

-- While a load runs: what the feed did to each record since it began, to be done
-- again on top of what a page brings.
CREATE TABLE ahead (
  id  BLOB NOT NULL,
  seq INTEGER NOT NULL,
  ops BLOB NOT NULL,            -- a batch of these operations, encoded by sync/change
  PRIMARY KEY (id, seq)
) STRICT, WITHOUT ROWID;

-- While a load runs: records that were here before and that it has not brought yet.
CREATE TABLE doubtful (
  id    BLOB PRIMARY KEY,
  kind  INTEGER NOT NULL,
  erase INTEGER NOT NULL        -- 1 = the hub does not have it unless the load brings it
) STRICT, WITHOUT ROWID;

-- While a first load runs: moves up to this place of the feed are in the sum
-- that the hub sent.
ALTER TABLE stock_balances ADD COLUMN cut INTEGER NOT NULL DEFAULT 0;
