-- The print queue holds every document of an order. Which ones there are is said
-- in shop.Documents and looked at where jobs are made and where the hub takes
-- them, so that another document needs no new table.

CREATE TABLE prints_new (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  order_id BLOB NOT NULL,
  document TEXT NOT NULL CHECK (document <> ''), -- one of shop.OrderDocuments
  copy     INTEGER NOT NULL, -- 0 = the original, 1 = the first reprint …
  printer  TEXT NOT NULL,
  state    TEXT NOT NULL CHECK (state IN ('waiting','printing','printed','failed','cancelled')),
  error    TEXT NOT NULL,
  at       INTEGER NOT NULL,
  user_id  BLOB,
  desk_id  BLOB NOT NULL
) STRICT;
INSERT INTO prints_new (n, id, version, fields, extra, deleted, order_id, document, copy, printer, state, error, at, user_id, desk_id)
  SELECT n, id, version, fields, extra, deleted, order_id, document, copy, printer, state, error, at, user_id, desk_id FROM prints;
DROP TABLE prints;
ALTER TABLE prints_new RENAME TO prints;
CREATE INDEX prints_order ON prints (order_id);
CREATE INDEX prints_state ON prints (state) WHERE state IN ('waiting','printing','failed');
CREATE INDEX prints_desk ON prints (desk_id);
