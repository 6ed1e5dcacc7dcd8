-- Stock work by scanning: the open receipt and the open count of this till. They
-- are this file's only, never sent; posting makes stock moves of them.
-- Quantities are thousandths, times Unix milliseconds.

CREATE TABLE sheets (
  kind         TEXT PRIMARY KEY CHECK (kind IN ('receipt','count')),
  id           BLOB NOT NULL CHECK (length(id) = 16), -- the document of its moves once it is posted
  warehouse_id BLOB,             -- where the goods lie; NULL = the shop's first
  current      BLOB,             -- the line that was touched last
  undo         TEXT NOT NULL,    -- JSON: what each change replaced, the latest last
  posted       TEXT NOT NULL,    -- JSON: what the sheet before this one came to, so that posting it again is told so
  user_id      BLOB,             -- who changed it last
  at           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sheet_lines (
  kind     TEXT NOT NULL,
  n        INTEGER NOT NULL,     -- lines stand in the order in which they were first scanned
  id       BLOB NOT NULL CHECK (length(id) = 16),
  offer_id BLOB NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity >= 0),
  seen     INTEGER NOT NULL,     -- on hand in the warehouse when the line was last counted
  PRIMARY KEY (kind, n)
) STRICT, WITHOUT ROWID;

-- A till's own jobs, the newest first.
CREATE INDEX prints_desk ON prints (desk_id);
