-- Numbers that this till gives out by itself: ranges of the shop, leases of its
-- desks, and how far this till has come in its own.

ALTER TABLE desks ADD COLUMN epoch TEXT NOT NULL DEFAULT '';  -- the life of the feed into which the device last came back; the hub's

CREATE TABLE number_ranges (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  book_id   BLOB NOT NULL,      -- merge.NumberBook
  scheme    TEXT NOT NULL,      -- shop.Scheme
  head      TEXT NOT NULL,      -- before the serial
  tail      TEXT NOT NULL,      -- behind the check digit
  first     INTEGER NOT NULL,   -- serials, both included
  last      INTEGER NOT NULL,
  name      TEXT NOT NULL,      -- who granted it, for people
  lease     INTEGER NOT NULL,   -- how many numbers a desk gets at once
  low       INTEGER NOT NULL,   -- a desk that has fewer left asks for more
  gap       INTEGER NOT NULL,   -- passed over when the hub was restored
  free_from INTEGER NOT NULL,   -- what is below was given out, a person says; 0 = nobody said
  active    INTEGER NOT NULL
) STRICT;

CREATE TABLE leases (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), version INTEGER NOT NULL DEFAULT 0, fields BLOB, extra BLOB, deleted INTEGER NOT NULL DEFAULT 0,
  space_id BLOB NOT NULL,       -- shop.Frame.Space: within it serials are told apart
  range_id BLOB NOT NULL,
  desk_id  BLOB NOT NULL,       -- the one device that may take from it
  wish     INTEGER NOT NULL,
  first    INTEGER NOT NULL,    -- serials, both included, when granted or void
  last     INTEGER NOT NULL,
  state    TEXT NOT NULL,       -- asked, granted, empty (the range was), void (others had some of it)
  at       INTEGER NOT NULL
) STRICT;
CREATE INDEX leases_space ON leases (space_id);
CREATE INDEX leases_desk ON leases (desk_id);

-- Which serials of its leases this till has taken. The spans are kept here too, so
-- that a hub that forgot a lease is told that its numbers are burned.
CREATE TABLE numbers_taken (
  lease_id BLOB NOT NULL,
  first    INTEGER NOT NULL,
  last     INTEGER NOT NULL,
  range_id BLOB NOT NULL,
  space_id BLOB NOT NULL,
  next     INTEGER NOT NULL,    -- only ever rises
  PRIMARY KEY (lease_id, first)
) STRICT, WITHOUT ROWID;
