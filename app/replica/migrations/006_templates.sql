-- Stickers that the owner has changed. The shipped ones are part of the program.

CREATE TABLE templates (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  name     TEXT NOT NULL,
  document TEXT NOT NULL,       -- the sticker's kind, one of shop.Documents
  shipped  TEXT NOT NULL,       -- the shipped template that it was copied from
  body     TEXT NOT NULL        -- JSON, see docs/templates.md
) STRICT;
